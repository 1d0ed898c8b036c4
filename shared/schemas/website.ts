import * as v from "valibot";
import { externalId, plainText, time } from "../text.ts";

/** What a site's own chat may tell in one post (docs/website-channel.md). */
export const MOST_EVENTS = 100;
export const MOST_ATTACHMENTS = 20;

/** An http or https address without a name or password in it. */
const link = v.pipe(
  v.string(),
  v.maxLength(2000, "TOO_LONG"),
  v.check((s) => {
    if (s.includes("\0") || !URL.canParse(s)) return false;
    const { protocol, username, password } = new URL(s);
    return /^https?:$/.test(protocol) && !username && !password;
  }, "INVALID_INPUT"),
);

const said = (max: number) =>
  v.pipe(
    plainText(max),
    v.transform((s) => s.toWellFormed()),
  );
const body = said(10_000);

const attachment = v.object({
  type: v.optional(v.picklist(["image", "video", "audio", "file"]), "file"),
  url: link,
  name: v.optional(said(500)),
  /** Bytes. */
  size: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});

/** Whose member number they have; signed as an identity of the pixel is (docs/pixel.md), under the site's key. */
const member = v.object({
  memberId: externalId,
  email: v.optional(v.string()),
  phone: v.optional(v.string()),
  at: time,
  signature: v.string(),
});

const whose = {
  /** The site's id of whoever chats; the same as `alongside("chat", …)` of the pixel says. */
  visitor: externalId,
  /** When it happened, UTC ms. */
  at: time,
};

const from = v.optional(v.picklist(["visitor", "agent", "bot"]), "visitor");

export const WebsiteEvent = v.variant("type", [
  v.pipe(
    v.object({
      type: v.literal("message"),
      ...whose,
      /** The site's id of the message: told again, it is the same message. */
      id: externalId,
      from,
      /** Of the agent or bot. */
      name: v.optional(said(200)),
      text: v.optional(body),
      attachments: v.optional(v.pipe(v.array(attachment), v.maxLength(MOST_ATTACHMENTS, "TOO_LONG")), []),
    }),
    v.check(({ text, attachments }) => Boolean(text) || attachments.length > 0, "INVALID_INPUT"),
  ),
  v.object({ type: v.literal("edit"), ...whose, id: externalId, from, text: body }),
  v.object({ type: v.literal("delete"), ...whose, id: externalId, from }),
  v.object({
    type: v.literal("visitor"),
    ...whose,
    name: v.optional(said(200)),
    email: v.optional(said(254)),
    phone: v.optional(said(50)),
    picture: v.optional(link),
    member: v.optional(member),
  }),
  /** They have this page open: told at once, then every 20 s while they look at it. */
  v.object({
    type: v.literal("page"),
    ...whose,
    /** The site's id of the open page, of this load. */
    page: externalId,
    url: link,
    title: v.optional(said(300), ""),
  }),
  v.object({ type: v.literal("leave"), ...whose, page: externalId }),
]);
export type WebsiteEvent = v.InferOutput<typeof WebsiteEvent>;

export const WebsitePost = v.object({
  events: v.pipe(v.array(WebsiteEvent), v.maxLength(MOST_EVENTS, "TOO_LONG")),
});
