import { Hono } from "hono";
import { ACCOUNTS } from "./shop.ts";

const NAMES = ["小宇", "阿晴", "Yuki 🏔️", "沛沛", "志遠", "安安", "Rain", "小步"];

/** Answers profile look-ups in LINE's place, so that a demo never asks LINE about people it made up. */
export const lineStandIn = new Hono()
  .get("/v2/bot/info", (c) =>
    c.json({
      userId: ACCOUNTS.line.accountId,
      basicId: "@wuyu.example",
      displayName: ACCOUNTS.line.name,
      chatMode: "bot",
      markAsReadMode: "manual",
    }),
  )
  .get("/v2/bot/profile/:userId{U[0-9a-f]{32}}", (c) => {
    const userId = c.req.param("userId");
    const sum = [...userId].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
    return c.json({ userId, displayName: NAMES[sum % NAMES.length], language: "zh-TW" });
  });
