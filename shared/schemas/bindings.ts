import type { ChannelKind } from "../channels.ts";

/**
 * What a contact can be bound by: `social` is the account at the shop (社群身份綁定), `phone` and `91app`
 * exist on LINE only.
 */
export const BINDING_KINDS = ["social", "phone", "91app"] as const;
export type BindingKind = (typeof BINDING_KINDS)[number];

/** By what it came about. */
export const BINDING_HOWS = [
  "button",
  "pixel",
  "bot",
  "line_login",
  "sms",
  "api",
  "import",
  "agent",
] as const;
export type BindingHow = (typeof BINDING_HOWS)[number];

/** How one binding stands; a kind that never was anything has no item. */
export interface BindingItem {
  kind: BindingKind;
  state: "bound" | "unbound";
  how: BindingHow;
  /** UTC ms. */
  at: number;
}

/** Channels whose people can be bound to the shop by a link (社群身份綁定). */
export const SOCIAL_CHANNELS: readonly ChannelKind[] = ["line", "messenger", "instagram", "whatsapp"];
