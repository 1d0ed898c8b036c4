import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { DemoConversation } from "../../shared/schemas/demo.ts";
import { formatDay, formatFull, formatTime } from "../lib/format.ts";
import { Bubble } from "./Bubble.tsx";
import { Marks, Standing } from "./Marks.tsx";
import type { InboxModel } from "./InboxModel.ts";
import { t } from "./messages.ts";
import { type Turn, turnsOf } from "./turns.ts";

interface ThreadProps {
  model: InboxModel;
  item: DemoConversation;
  now: number;
}

/** One conversation; stays at its end while somebody reads there, and where they are while they do not. */
export function Thread({ model, item, now }: ThreadProps) {
  const thread = model.thread.value;
  const box = useRef<HTMLDivElement>(null);
  const before = useRef({ id: "", first: "", height: 0, atEnd: true });
  const [behind, setBehind] = useState(false);
  const first = thread?.items[0]?.id ?? "";
  const last = thread?.items.at(-1)?.id ?? "";

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const was = before.current;
    const other = was.id !== item.id;
    if (other || was.atEnd) element.scrollTop = element.scrollHeight;
    else if (was.first !== first) element.scrollTop += element.scrollHeight - was.height;
    else setBehind(true);
    if (other) setBehind(false);
    before.current = {
      id: item.id,
      first,
      height: element.scrollHeight,
      atEnd: other || was.atEnd,
    };
  }, [item.id, first, last]);

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const keepEnd = new ResizeObserver(() => {
      if (before.current.atEnd) element.scrollTop = element.scrollHeight;
    });
    keepEnd.observe(element);
    return () => keepEnd.disconnect();
  }, []);

  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
    before.current.atEnd = atEnd;
    before.current.height = element.scrollHeight;
    if (atEnd) setBehind(false);
    if (element.scrollTop < 80) void model.loadOlder();
  };

  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });

  return (
    <div class="demo-thread-place">
      <div
        ref={box}
        class="demo-thread"
        role="log"
        aria-label={t("thread.label", { name: item.name ?? t("visitor") })}
        tabIndex={0}
        onScroll={onScroll}
        data-conversation={item.id}
        data-channel-account={item.channel.accountId}
        data-external-id={item.externalId}
      >
        {thread?.next && (
          <button type="button" class="demo-more" onClick={() => void model.loadOlder()}>
            {t("thread.older")}
          </button>
        )}
        {!thread && <p class="demo-quiet">{t("thread.loading")}</p>}
        {model.isDeleted.value && <p class="demo-quiet">{t("thread.deleted")}</p>}
        {turnsOf(thread?.items ?? []).map((turn) => (
          <TurnView key={turn.key} turn={turn} now={now} />
        ))}
      </div>
      {behind && (
        <button type="button" class="demo-newer" onClick={toEnd}>
          {t("thread.newer")} ↓
        </button>
      )}
    </div>
  );
}

function TurnView({ turn, now }: { turn: Turn; now: number }) {
  const { senderKind, senderName, messages, at, newDay } = turn;
  const word = senderKind === "bot" ? t("message.bot") : t("message.team");
  const name = senderName === null ? word : senderKind === "bot" ? `${senderName} · ${word}` : senderName;
  return (
    <>
      {newDay && (
        <h3 class="demo-day">
          <span>{formatDay(at, now)}</span>
        </h3>
      )}
      <div class={`demo-turn demo-turn-${senderKind}`}>
        {messages.map((message) => (
          <div key={message.id} class="demo-said">
            <Bubble message={message} />
            <Marks message={message} />
          </div>
        ))}
        <p class="demo-small">
          {senderKind !== "customer" && <span>{name} · </span>}
          <time dateTime={new Date(at).toISOString()} title={formatFull(at)}>
            {formatTime(at)}
          </time>
          <Standing status={messages.at(-1)?.status ?? null} />
        </p>
      </div>
    </>
  );
}
