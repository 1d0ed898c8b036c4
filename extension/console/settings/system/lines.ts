import { PARTS, type Part, type PartState, type SystemState } from "../../../../shared/schemas/system.ts";
import { formatList, formatNumber, formatWhen } from "../../../lib/format.ts";
import { type MessageName, say } from "../../say.ts";

/** A part of the product, and in words how it stands. */
export interface PartLine {
  part: Part;
  state: PartState;
  text: string;
}

const KINDS: Readonly<Record<string, MessageName>> = {
  "line.account": "system.kind.account",
  "line.profile": "system.kind.profile",
  "meta.account": "system.kind.account",
  "meta.profile": "system.kind.profile",
  "mail.send": "system.part.mail",
  "webhook.tell": "system.kind.tell",
  "webhook.replay": "system.kind.tell",
  "presence.sweep": "system.kind.purge",
  "pixel.purge": "system.kind.purge",
  "chatwoot.contact": "system.kind.profile",
  "chatwoot.backfill": "system.kind.backfill",
  "chatwoot.block": "system.kind.block",
  "conversation.erase": "system.kind.erase",
  "inbound.purge": "system.kind.purge",
  "shop.catch_up": "system.kind.shop",
  "relay.scrub": "system.kind.scrub",
};

/** What a job does, in words; its own name where there are none. */
export function jobWord(kind: string): string {
  const words = KINDS[kind];
  return words ? say(words) : kind;
}

/** Every part in the order they stand on the page. */
export const linesOf = (state: SystemState): PartLine[] =>
  PARTS.map((part) => ({ part, state: state.parts[part], text: textOf(part, state) }));

function textOf(part: Part, state: SystemState): string {
  const { inbound, relay, webhooks, mail, sealer, jobs, schema, at } = state;
  const count = formatNumber;
  switch (part) {
    case "database":
      return say("system.database");
    case "migrations":
      return say("system.migrations", { has: count(schema.has), needs: count(schema.needs) });
    case "jobs": {
      const waiting = jobs.reduce((sum, job) => sum + job.waiting, 0);
      const failed = jobs.reduce((sum, job) => sum + job.failed, 0);
      return say("system.waitingFailed", { waiting: count(waiting), failed: count(failed) });
    }
    case "inbound":
      return joined(
        say("system.inbound", { waiting: count(inbound.waiting), aside: count(inbound.setAside) }),
        since(inbound.oldestAt, at),
      );
    case "relay":
      return joined(
        say("system.relay", { waiting: count(relay.waiting), parked: count(relay.parked) }),
        relay.failing > 0 ? say("system.relay.failing", { count: count(relay.failing) }) : "",
        since(relay.oldestAt, at),
      );
    case "webhooks":
      return joined(
        say("system.webhooks", { waiting: count(webhooks.waiting) }),
        webhooks.failing.length > 0
          ? say("system.webhooks.failing", { names: formatList(webhooks.failing) })
          : "",
        webhooks.off.length > 0 ? say("system.webhooks.off", { names: formatList(webhooks.off) }) : "",
      );
    case "mail":
      if (!mail.on) return say("system.mail.off");
      return joined(
        say("system.waitingFailed", { waiting: count(mail.waiting), failed: count(mail.failed) }),
        mail.failed > 0 && mail.error !== null ? say("system.job.error", { error: mail.error }) : "",
      );
    case "sealer":
      return joined(say("system.sealer", { waiting: count(sealer.waiting) }), since(sealer.oldestAt, at));
  }
}

const since = (oldestAt: number | null, now: number): string =>
  oldestAt === null ? "" : say("system.oldest", { when: formatWhen(oldestAt, now) });

const joined = (...parts: string[]): string => parts.filter((part) => part !== "").join(" ");
