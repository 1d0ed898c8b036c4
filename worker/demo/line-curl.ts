import { LINE_DEMO } from "./shop.ts";

/**
 * The commands, for bash or zsh, that post a LINE message to the demo signed as LINE signs it.
 *
 * @param userId who writes: a LINE user id
 */
export function lineCurl(publicUrl: string, workspace: string, userId: string, text: string): string {
  return `SECRET=${LINE_DEMO.channelSecret}
NOW=$(date +%s)000
BODY='{"destination":"${LINE_DEMO.destination}","events":[{"type":"message","mode":"active","timestamp":'$NOW',"webhookEventId":"demo-'$NOW-$RANDOM'","deliveryContext":{"isRedelivery":false},"source":{"type":"user","userId":"${userId}"},"replyToken":"demo","message":{"type":"text","id":"'$NOW$RANDOM'","quoteToken":"demo","text":"${text}"}}]}'
SIGNATURE=$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -binary | openssl base64)
curl -i ${publicUrl}/w/${workspace}/hooks/${LINE_DEMO.connectionId} \\
  -H 'Content-Type: application/json' -H "X-Line-Signature: $SIGNATURE" --data-binary "$BODY"`;
}
