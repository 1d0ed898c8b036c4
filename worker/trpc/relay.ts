import { dropRelayed } from "../domain/relay/drop.ts";
import { listRelays } from "../domain/relay/list.ts";
import { listRelayPosts } from "../domain/relay/posts.ts";
import { resendRelayed } from "../domain/relay/resend.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const relay = router({
  list: queryOf(listRelays),
  posts: queryOf(listRelayPosts),
  resend: mutationOf(resendRelayed),
  drop: mutationOf(dropRelayed),
});
