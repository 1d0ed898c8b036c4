import { createWebhook } from "../domain/webhooks/create.ts";
import { listDeliveries, replayOne, replaySince, testWebhook } from "../domain/webhooks/deliveries.ts";
import { listWebhooks } from "../domain/webhooks/list.ts";
import { rotateSecret } from "../domain/webhooks/rotate.ts";
import { removeWebhook } from "../domain/webhooks/remove.ts";
import { updateWebhook } from "../domain/webhooks/update.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const webhooks = router({
  list: queryOf(listWebhooks),
  create: mutationOf(createWebhook),
  update: mutationOf(updateWebhook),
  remove: mutationOf(removeWebhook),
  rotate: mutationOf(rotateSecret),
  test: mutationOf(testWebhook),
  deliveries: queryOf(listDeliveries),
  replay: mutationOf(replayOne),
  replaySince: mutationOf(replaySince),
});
