import { useEffect, useMemo, useRef } from "preact/hooks";
import type { DemoConversation } from "../../shared/schemas/demo.ts";
import { formatWhen } from "../lib/format.ts";
import { locale } from "../lib/i18n.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { ChannelIcon } from "./ChannelIcon.tsx";
import type { InboxModel } from "./InboxModel.ts";
import { t } from "./messages.ts";
import { previewOf } from "./preview.ts";

interface ConversationListProps {
  model: InboxModel;
  now: number;
  onPoint: (item: DemoConversation) => void;
}

export const addressOf = (id: string): string => `#/conversations/${id}`;

/** Everybody who wrote. Arrow keys move through it; what comes further down is loaded when it is near. */
export function ConversationList({ model, now, onPoint }: ConversationListProps) {
  const list = useRef<HTMLUListElement>(null);
  const end = useRef<HTMLButtonElement>(null);
  const more = model.moreConversations.value;

  useEffect(() => {
    if (!end.current) return undefined;
    const near = new IntersectionObserver(([entry]) => entry?.isIntersecting && void model.loadMore(), {
      rootMargin: "200px",
    });
    near.observe(end.current);
    return () => near.disconnect();
  }, [more]);

  const move = (event: KeyboardEvent) => {
    const links = [...(list.current?.querySelectorAll("a") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    links[Math.max(0, Math.min(target, links.length - 1))]?.focus();
  };

  return (
    <nav class="demo-list" aria-label={t("list.title")}>
      <ul ref={list} onKeyDown={move}>
        {model.conversations.value.map((item) => (
          <Entry
            key={item.id}
            item={item}
            unread={model.unread(item)}
            current={item.id === model.open.value?.id}
            now={now}
            onPoint={onPoint}
          />
        ))}
      </ul>
      {more !== null && (
        <button ref={end} type="button" class="demo-more" onClick={() => void model.loadMore()}>
          {t("list.more")}
        </button>
      )}
      {model.loaded.value && model.conversations.value.length === 0 && (
        <p class="demo-quiet">{t("list.empty")}</p>
      )}
    </nav>
  );
}

interface EntryProps {
  item: DemoConversation;
  unread: number;
  current: boolean;
  now: number;
  onPoint: (item: DemoConversation) => void;
}

/** Drawn anew only when something in it changed: a switch is about two of them. */
function Entry({ item, unread, current, now, onPoint }: EntryProps) {
  const language = locale.value;
  return useMemo(
    () => entry({ item, unread, current, now, onPoint }),
    [item, unread, current, now, onPoint, language],
  );
}

function entry({ item, unread, current, now, onPoint }: EntryProps) {
  const name = item.name ?? t("visitor");
  return (
    <li>
      <a
        class="demo-entry"
        href={addressOf(item.id)}
        aria-current={current ? "page" : undefined}
        data-channel-account={item.channel.accountId}
        data-external-id={item.externalId}
        onPointerEnter={() => onPoint(item)}
        onFocus={() => onPoint(item)}
      >
        <span class="demo-face">
          <Avatar name={name} pictureUrl={null} size={40} />
          <ChannelIcon kind={item.channel.kind} label={item.channel.name} />
        </span>
        <span class="demo-entry-name">{name}</span>
        <time class="demo-entry-time" dateTime={new Date(item.last.at).toISOString()}>
          {formatWhen(item.last.at, now)}
        </time>
        <span class={`demo-entry-last ${unread > 0 ? "demo-entry-waiting" : ""}`}>
          {previewOf(item.last)}
        </span>
        {unread > 0 && (
          <span class="demo-unread" role="img" aria-label={t("list.unread", { n: unread })}>
            {unread > 99 ? "99+" : unread}
          </span>
        )}
      </a>
    </li>
  );
}
