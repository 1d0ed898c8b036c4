import type { ChannelKind } from "../../shared/channels.ts";
import type { TestProblem, TestStep, TestStepName } from "../../shared/schemas/connections.ts";
import type { OpenConnection } from "../domain/connections/find.ts";
import { isPublicUrl } from "../outgoing/address.ts";
import { callOut, mayCall } from "../outgoing/outgoing.ts";
import { ProviderRefusal } from "./request.ts";

/** Where a connection stands when it is tested. */
export interface ProbePlace {
  /** Where its provider posts to. */
  webhookUrl: string;
  /** UTC ms. */
  now: number;
  accounts: readonly { accountKey: string; kind: ChannelKind; name: string }[];
}

/** Asks a provider, by real round trips, whether a connection is set up there. Changes nothing. */
export type Probe = (connection: OpenConnection, place: ProbePlace) => AsyncIterable<TestStep>;

type About = { of?: string | null; facts?: Record<string, string> };

export const passed = (step: TestStepName, { of = null, facts = {} }: About = {}): TestStep => ({
  step,
  of,
  outcome: "ok",
  problem: null,
  facts,
});

export const failed = (
  step: TestStepName,
  problem: TestProblem,
  { of = null, facts = {} }: About = {},
): TestStep => ({ step, of, outcome: "failed", problem, facts });

/** It cannot be looked at, for that reason. */
export const skipped = (
  step: TestStepName,
  problem: TestProblem,
  { of = null, facts = {} }: About = {},
): TestStep => ({ step, of, outcome: "skipped", problem, facts });

/** What a provider's refusal of a question means; whatever else was thrown is thrown on. */
export function refusedStep(step: TestStepName, error: unknown, about: About = {}): TestStep {
  if (!(error instanceof ProviderRefusal)) throw error;
  const { status, code } = error;
  // Meta says by number what others say by status.
  if (status === 401 || code === 190 || code === 102) return failed(step, "token_refused", about);
  if (status === 403 || code === 10 || code === 200) return failed(step, "permission_missing", about);
  if (status === 404 || code === 100) return failed(step, "not_found", about);
  if (status === 0) return failed(step, "unreachable", about);
  return failed(step, "provider_failed", { ...about, facts: { ...about.facts, status: String(status) } });
}

/** Compares where a provider posts to with where it should. */
export function webhookStep(
  set: string | null | undefined,
  { webhookUrl }: ProbePlace,
  about: About = {},
): TestStep {
  if (!set) return failed("webhook", "webhook_not_set", about);
  if (sameUrl(set, webhookUrl)) return passed("webhook", about);
  return failed("webhook", "webhook_elsewhere", {
    ...about,
    facts: { ...about.facts, url: withoutQuery(set) },
  });
}

const sameUrl = (a: string, b: string): boolean =>
  URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href;

/** A query may hold somebody's secret. */
const withoutQuery = (url: string): string => {
  if (!URL.canParse(url)) return url.slice(0, 200);
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`.slice(0, 200);
};

/** A provider can only post to an address that is public and encrypted; where private ones are allowed, to any. */
export const isReachable = ({ webhookUrl }: ProbePlace): boolean =>
  mayCall(webhookUrl) || isPublicUrl(webhookUrl);

const TIMEOUT_MS = 10_000;

/**
 * Posts to our own webhook as the provider would, through whatever stands before this server.
 *
 * @returns the status; 0 without an answer
 */
export async function postToOurselves(
  { webhookUrl }: ProbePlace,
  init: { method: "GET" | "POST"; headers?: Record<string, string>; body?: string; query?: string },
): Promise<{ status: number; text: string }> {
  const { query = "", ...rest } = init;
  try {
    const answer = await callOut(webhookUrl + query, { ...rest, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: answer.status, text: (await answer.text()).slice(0, 1000) };
  } catch {
    return { status: 0, text: "" };
  }
}
