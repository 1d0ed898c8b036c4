import type { ErrorCode } from "../../../shared/error-codes.ts";

/** What is wrong and how to mend it, for every code an answer may carry. */
export default {
  UNAUTHENTICATED: "You are signed out. Sign in to go on.",
  FORBIDDEN: "Your role may not do this. An admin can change that in the settings.",
  NOT_FOUND: "This is no longer there. Somebody may have deleted it.",
  WORKSPACE_NOT_FOUND: "There is no workspace at this address. Check the address in the settings.",
  INVALID_INPUT: "This cannot be saved as it is. Check what you entered.",
  INVALID_EMAIL: "This is not a whole email address, such as amy@example.com.",
  INVALID_PHONE: "This is not a phone number we can read. Enter it with area or country code.",
  PHONE_LOCKED: "The phone number comes from WhatsApp and cannot be changed here.",
  TOO_LONG: "This is too long. Shorten it and try again.",
  MASKED_INPUT:
    "This text holds hidden data (••••••), which would be lost. Somebody who may see it has to change it.",
  INVALID_NUMBER: "This is not a number.",
  INVALID_DATE: "This day or time is not in the calendar.",
  IN_THE_FUTURE:
    "This time is more than a day ahead. Check its date, its time zone and the clock it came from.",
  LIMIT_REACHED: "There can be no more than {max}. Put one away first.",
  MEMBER_NO_TAKEN: "This member number belongs to another customer by now.",
  NO_CONVERSATION: "This inbox has no conversation with them in that channel.",
  CONVERSATION_DELETED: "That conversation has been deleted.",
  OTHER_ACCOUNT: "That conversation is in another account of this inbox. Open that account, then try again.",
  STALE:
    "Somebody changed this in the meantime. Look at the new value, then save again if you still want to.",
  CONFLICT: "This was already sent with another content. Reload and try again.",
  CONFIRM_REPEAT: "“{tag}” is already on this customer.",
  NOT_CONFIRMED: "Type the word exactly as shown to confirm.",
  CAME_BACK:
    "This customer has written again since, so a new conversation stands in its place. Delete the new one first if you want this one back.",
  ERASED: "This conversation has been erased and cannot be brought back.",
  ALREADY_EXISTS: "This exists already.",
  LAST_ADMIN: "The workspace needs at least one active admin. Make somebody else an admin first.",
  MEMBER_DISABLED: "This member is disabled. Enable them first.",
  PERMISSION_LOCKED: "Admins always keep this right, or nobody could mend the settings.",
  LINK_INVALID: "This link has been used or has expired. Ask an admin for a new one.",
  CODE_INVALID: "Signing in took too long or was done twice. Start again.",
  WRONG_PASSWORD: "Email or password is wrong.",
  WEAK_PASSWORD: "Choose a password of at least ten characters.",
  TOO_MANY_ATTEMPTS: "Too many attempts. Wait a little, then try again.",
  MODULE_OFF: "This part is switched off for your workspace. An admin can switch it on in the settings.",
  MAIL_OFF: "This server sends no email yet. Ask whoever runs it to set it up.",
  MAIL_REFUSED: "Conversations may not be sent to this address. An admin decides which domains are allowed.",
  MEDIA_REFUSED: "This kind of file is not opened here. Open it in the channel's own inbox.",
  ADDRESS_NOT_ALLOWED:
    "This server only calls public https addresses. Use one, or have its operator set ALONGSIDE_ALLOW_PRIVATE_ADDRESSES.",
  SIGNATURE_INVALID: "The signature does not match. Check the channel's secret.",
  INVALID_JSON: "What was sent is not valid JSON.",
  ORIGIN_NOT_ALLOWED: "Pages of this origin may not use the pixel. Add the origin to the pixel’s connection.",
  CONNECTION_NOT_FOUND: "This connection does not exist or was removed.",
  TOO_LARGE: "This is too large to be taken.",
  PROVIDER_REFUSED: "The provider refused this. Check the connection's credentials.",
  UNAVAILABLE: "The server cannot answer right now. Trying again shortly usually helps.",
  SCHEMA_OUTDATED: "The server is being updated. Try again in a minute.",
  STORAGE_FULL:
    "The server has no room left, so this was not saved. What is there is safe; an admin must free some space.",
  INTERNAL: "Something went wrong on the server. Try again; if it stays, tell an admin.",
} as const satisfies Record<ErrorCode, string>;
