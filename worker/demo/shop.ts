import type { ChannelKind } from "../../shared/channels.ts";
import type { Role } from "../../shared/permissions.ts";

/** 霧嶼戶外, an outdoor shop that does not exist, and the people who work there. */
export const SHOP_NAME = "霧嶼戶外";

export const STAFF: Record<Role, string> = {
  admin: "林予安",
  supervisor: "周柏翰",
  marketing: "許芷涵",
  cs_manager: "黃詩婷",
  agent: "陳品睿",
  sales_manager: "吳建宏",
  sales: "鄭雅文",
};

/** With which each of the seven signs in. */
export const demoEmail = (role: Role): string => `${role.replace("_", "-")}@demo.example`;

/** Roles that answer customers. */
export const ANSWERING: readonly Role[] = ["agent", "cs_manager", "sales", "sales_manager", "supervisor"];

/** The account people write to in each kind of channel, and its provider's id. */
export const ACCOUNTS: Record<ChannelKind, { accountId: string; name: string }> = {
  line: { accountId: "U6d1f00d5e1a4c0ffee0123456789abcd", name: "霧嶼戶外 LINE" },
  messenger: { accountId: "100090000000001", name: "霧嶼戶外 粉絲專頁" },
  instagram: { accountId: "17840000000000001", name: "wuyu.outdoor" },
  whatsapp: { accountId: "100000000000001", name: "Wuyu Outdoor" },
  website: { accountId: "shop.example.com", name: "官網線上客服" },
};

/**
 * The LINE connection anybody with the README can post to. Its secret is no secret: a demo listens on
 * loopback only.
 */
export const LINE_DEMO = {
  connectionId: "01900000-0000-7000-8000-00000000ca11",
  channelSecret: "alongside-demo-channel-secret",
  channelAccessToken: "alongside-demo-access-token",
  destination: ACCOUNTS.line.accountId,
  /** A customer who has not written yet. */
  newcomer: "U0000000000000000000000000000cafe",
} as const;
