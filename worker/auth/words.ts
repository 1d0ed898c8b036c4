import type { ErrorCode } from "../../shared/error-codes.ts";
import { PASSWORD_MIN } from "../../shared/schemas/members.ts";

/** What the sign-in pages say, in each language. */
export interface Words {
  otherLanguage: string;
  signIn: string;
  email: string;
  password: string;
  newPassword: string;
  passwordHint: string;
  name: string;
  continueAs(name: string): string;
  otherAccount: string;
  invitationTitle(workspace: string): string;
  resetTitle: string;
  save: string;
  savedTitle: string;
  saved: string;
  toConsole: string;
  badLinkTitle: string;
  badRequestTitle: string;
  badRequest: string;
  forgotten: string;
  /** In whole seconds. */
  tooMany(seconds: number): string;
  failures: Partial<Record<ErrorCode, string>>;
  unknownFailure: string;
}

const en: Words = {
  otherLanguage: "中文（台灣）",
  signIn: "Sign in",
  email: "Email",
  password: "Password",
  newPassword: "New password",
  passwordHint: `At least ${PASSWORD_MIN} characters. A few words are easier to remember than symbols.`,
  name: "Your name, as colleagues see it",
  continueAs: (name) => `Continue as ${name}`,
  otherAccount: "Use another account",
  invitationTitle: (workspace) => `Welcome to ${workspace}`,
  resetTitle: "Set a new password",
  save: "Save",
  savedTitle: "Password saved",
  saved: "You are signed in on this browser. Elsewhere you have been signed out.",
  toConsole: "Open the console",
  badLinkTitle: "This link no longer works",
  badRequestTitle: "This sign-in cannot go on",
  badRequest:
    "The page that sent you here asked in a way this server does not accept. Go back and start again.",
  forgotten: "Forgotten? Ask an admin of the workspace for a reset link.",
  tooMany: (seconds) =>
    seconds > 90
      ? `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes, or ask an admin for a reset link.`
      : `Too many attempts. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
  failures: {
    WRONG_PASSWORD: "Email or password is wrong.",
    WEAK_PASSWORD: `Choose a password of at least ${PASSWORD_MIN} characters that is not your email.`,
    TOO_LONG: "That is too long.",
    INVALID_INPUT: "Please fill in every field.",
    LINK_INVALID: "It has been used or has expired. Ask an admin of the workspace for a new one.",
    FORBIDDEN: "This page was open for too long, or cookies are blocked. Please try again.",
    UNAUTHENTICATED: "Please sign in again.",
    UNAVAILABLE: "The server is busy. Wait a moment, then try again.",
    STORAGE_FULL: "The server has no room left. An admin must free some space first.",
  },
  unknownFailure: "That did not work. Please try again.",
};

const zhTW: Words = {
  otherLanguage: "English",
  signIn: "登入",
  email: "電子郵件",
  password: "密碼",
  newPassword: "新密碼",
  passwordHint: `至少 ${PASSWORD_MIN} 個字元。幾個詞連在一起比符號更好記。`,
  name: "您的姓名（同事會看到）",
  continueAs: (name) => `以「${name}」的身分繼續`,
  otherAccount: "使用其他帳號",
  invitationTitle: (workspace) => `歡迎加入「${workspace}」`,
  resetTitle: "設定新密碼",
  save: "儲存",
  savedTitle: "密碼已儲存",
  saved: "您已在這個瀏覽器登入，其他地方則已登出。",
  toConsole: "開啟管理主控台",
  badLinkTitle: "這個連結已失效",
  badRequestTitle: "無法繼續登入",
  badRequest: "帶您來到這裡的頁面提出了伺服器不接受的要求，請回到上一頁重新開始。",
  forgotten: "忘記密碼？請向工作區的管理員索取重設連結。",
  tooMany: (seconds) =>
    seconds > 90
      ? `嘗試次數過多，請在 ${Math.ceil(seconds / 60)} 分鐘後再試，或向管理員索取重設連結。`
      : `嘗試次數過多，請在 ${seconds} 秒後再試。`,
  failures: {
    WRONG_PASSWORD: "電子郵件或密碼不正確。",
    WEAK_PASSWORD: `請設定至少 ${PASSWORD_MIN} 個字元的密碼，且不可與電子郵件相同。`,
    TOO_LONG: "輸入的內容太長。",
    INVALID_INPUT: "請填寫所有欄位。",
    LINK_INVALID: "連結已使用或已過期，請向工作區的管理員索取新的連結。",
    FORBIDDEN: "頁面開啟太久，或瀏覽器封鎖了 Cookie，請再試一次。",
    UNAUTHENTICATED: "請重新登入。",
    UNAVAILABLE: "伺服器忙碌中，請稍候再試。",
    STORAGE_FULL: "伺服器儲存空間已滿，請先通知管理員清出空間。",
  },
  unknownFailure: "操作沒有成功，請再試一次。",
};

export const WORDS = { en, "zh-TW": zhTW } as const;
export type Language = keyof typeof WORDS;

/** The message of a failure, for a person. */
export function messageOf(
  words: Words,
  failure: { code: ErrorCode; facts?: Record<string, unknown> | undefined },
) {
  const seconds = failure.facts?.["seconds"];
  if (failure.code === "TOO_MANY_ATTEMPTS" && typeof seconds === "number") return words.tooMany(seconds);
  return words.failures[failure.code] ?? words.unknownFailure;
}

/** The page's own switch first, then the first language the browser asks for that exists. */
export function chooseLanguage(asked: string | undefined, accepted: string | undefined): Language {
  if (asked === "en" || asked === "zh-TW") return asked;
  for (const part of (accepted ?? "").split(",")) {
    const language = part.trim().toLowerCase().split(/[-_;]/)[0];
    if (language === "zh") return "zh-TW";
    if (language === "en") return "en";
  }
  return "en";
}
