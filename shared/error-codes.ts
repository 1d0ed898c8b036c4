/**
 * Every code an answer may carry. The interface has a message for each, in each language
 * (`extension/lib/i18n/`), that says what is wrong and how to mend it.
 * `http` is the status the code is answered with.
 */
export const ERROR_CODES = {
  UNAUTHENTICATED: { http: 401 },
  FORBIDDEN: { http: 403 },
  NOT_FOUND: { http: 404 },
  WORKSPACE_NOT_FOUND: { http: 404 },
  INVALID_INPUT: { http: 400 },
  INVALID_EMAIL: { http: 400 },
  INVALID_PHONE: { http: 400 },
  PHONE_LOCKED: { http: 400 },
  TOO_LONG: { http: 400 },
  INVALID_NUMBER: { http: 400 },
  INVALID_DATE: { http: 400 },
  /** What is told as having happened lies further ahead than any clock or zone explains. */
  IN_THE_FUTURE: { http: 400 },
  /** A text with a mask in it would be stored over what the mask hides. */
  MASKED_INPUT: { http: 400 },
  /** The person saw an older state; the new one comes with the answer or by reading again. */
  STALE: { http: 409 },
  /** The same operation id arrived with another input. */
  CONFLICT: { http: 409 },
  /** The tag is there already; the person must say whether to apply it again. */
  CONFIRM_REPEAT: { http: 409 },
  ALREADY_EXISTS: { http: 409 },
  /** The word that says "I mean it" was not typed. */
  NOT_CONFIRMED: { http: 400 },
  /** Whoever was deleted has written again: a living conversation stands where the old one was. */
  CAME_BACK: { http: 409 },
  /** Erasing has begun: nothing can be brought back. */
  ERASED: { http: 409 },
  /** As many as there may be; `facts.max` says how many. */
  LIMIT_REACHED: { http: 409 },
  /** Somebody else has this member number by now. */
  MEMBER_NO_TAKEN: { http: 409 },
  /** Why 前往對話 cannot: the inbox the agent is in has no conversation with them, or had it deleted. */
  NO_CONVERSATION: { http: 404 },
  CONVERSATION_DELETED: { http: 404 },
  OTHER_ACCOUNT: { http: 409 },
  LAST_ADMIN: { http: 409 },
  MEMBER_DISABLED: { http: 409 },
  PERMISSION_LOCKED: { http: 409 },
  LINK_INVALID: { http: 400 },
  CODE_INVALID: { http: 400 },
  WRONG_PASSWORD: { http: 401 },
  WEAK_PASSWORD: { http: 400 },
  TOO_MANY_ATTEMPTS: { http: 429 },
  /** The workspace switched this part off. */
  MODULE_OFF: { http: 403 },
  /** This server sends no mail. */
  MAIL_OFF: { http: 503 },
  /** The workspace does not let its data go to that address. */
  MAIL_REFUSED: { http: 403 },
  SIGNATURE_INVALID: { http: 401 },
  INVALID_JSON: { http: 400 },
  CONNECTION_NOT_FOUND: { http: 404 },
  /** A kind of file that is not handed on, or one that is not what it says it is. */
  MEDIA_REFUSED: { http: 415 },
  /** A private or unencrypted address, which this server does not call. */
  ADDRESS_NOT_ALLOWED: { http: 400 },
  /** A page of that origin may not tell this workspace anything. */
  ORIGIN_NOT_ALLOWED: { http: 403 },
  TOO_LARGE: { http: 413 },
  PROVIDER_REFUSED: { http: 502 },
  UNAVAILABLE: { http: 503 },
  /** The server's disk is full: nothing of the call was stored, reading goes on. */
  STORAGE_FULL: { http: 507 },
  SCHEMA_OUTDATED: { http: 503 },
  INTERNAL: { http: 500 },
} as const satisfies Record<string, { http: number }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What every failed call answers with, beside tRPC's own envelope. */
export interface ErrorBody {
  code: ErrorCode;
  /** Names the request in the server's log; shown to the person so that they can quote it. */
  requestId: string;
  /** The input field the error belongs to, when it belongs to one. */
  field?: string;
  /** Facts the message needs, such as a tag's name or the seconds to wait. Never personal data. */
  facts?: Record<string, string | number>;
}
