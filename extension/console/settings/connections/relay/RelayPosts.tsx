import { useEffect, useState } from "preact/hooks";
import type { RelayItem, RelayPostItem } from "../../../../../shared/schemas/relay.ts";
import { formatFull, formatNumber } from "../../../../lib/format.ts";
import { Button, IconButton } from "../../../../ui/Button.tsx";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { Skeleton } from "../../../../ui/Skeleton.tsx";
import { say } from "../../../say.ts";
import { DropDialog } from "./DropDialog.tsx";
import { relayReason } from "./reason.ts";
import type { RelayModel } from "./RelayModel.ts";

interface RelayPostsProps {
  item: RelayItem;
  model: RelayModel;
  onClose: () => void;
}

/** What is kept for the inbox, oldest first: when it came and why it is still here, never what it says. */
export function RelayPosts({ item, model, onClose }: RelayPostsProps) {
  const { connectionId, url } = item;
  const [dropping, setDropping] = useState<number | null>(null);
  useEffect(() => void model.open(connectionId), [model, connectionId]);
  const posts = model.posts.value;
  const busy = model.busy.value;
  return (
    <>
      <Dialog
        wide
        title={say("relay.posts")}
        onClose={onClose}
        actions={<Button onClick={onClose}>{say("relay.close")}</Button>}
      >
        <p>{say("relay.posts.text")}</p>
        {posts === null ? (
          <Skeleton width="100%" height={120} />
        ) : (
          <ul class="relay-posts">
            {posts.items.map((post) => (
              <li key={post.seq} class="relay-post">
                <span class="relay-post-facts">
                  <span class="relay-post-when">{formatFull(post.receivedAt)}</span>
                  <span class="relay-post-why">{whyText(post)}</span>
                </span>
                <span class="relay-post-actions">
                  <IconButton
                    icon="retry"
                    label={say("relay.resend")}
                    blocked={busy || url === null || post.state !== "parked"}
                    onClick={() => void model.resend(connectionId, [post.seq])}
                  />
                  <IconButton
                    icon="trash"
                    danger
                    label={say("relay.drop")}
                    blocked={busy}
                    onClick={() => setDropping(post.seq)}
                  />
                </span>
              </li>
            ))}
          </ul>
        )}
        {posts?.items.length === 0 && <p class="relay-quiet">{say("relay.posts.none")}</p>}
        {posts && posts.next !== null && (
          <Button kind="quiet" busy={busy} onClick={() => void model.open(connectionId, true)}>
            {say("relay.posts.more")}
          </Button>
        )}
      </Dialog>
      {dropping !== null && (
        <DropDialog
          count={1}
          busy={busy}
          onDrop={() => void model.drop(item, [dropping]).then(() => setDropping(null))}
          onClose={() => setDropping(null)}
        />
      )}
    </>
  );
}

function whyText({ state, size, attempts, error }: RelayPostItem): string {
  const facts = { bytes: formatNumber(size), attempts: formatNumber(attempts) };
  const words = say(state === "parked" ? "relay.post.parked" : "relay.post.waiting", facts);
  return error === null ? words : `${words} ${relayReason(error)}`;
}
