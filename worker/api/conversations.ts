import * as v from "valibot";
import { Conversation, Message, pageOf, Results } from "../../shared/schemas/api-answers.ts";
import { ROWS_PER_CALL } from "../../shared/schemas/contact-put.ts";
import { MessagePut } from "../../shared/schemas/message-put.ts";
import { putMessages } from "../domain/conversations/put-messages.ts";
import { getConversation, listConversations, listMessages } from "../domain/conversations/told.ts";
import { rowsOf } from "./contacts.ts";
import { ChangesQuery, cursor, fromOf, limit, pageAnswer } from "./lists.ts";
import { route } from "./route.ts";

export const conversationRoutes = [
  route({
    method: "get",
    path: "/conversations",
    id: "conversations.list",
    tag: "conversations",
    summary: "Conversations by time of change",
    description: "One stands here anew with each message, and with any other change of its contact.",
    scope: "conversations:read",
    query: ChangesQuery,
    answers: { 200: pageOf(Conversation) },
    run: async (call, { query }) => pageAnswer(await listConversations(call, fromOf(query))),
  }),
  route({
    method: "get",
    path: "/conversations/{conversation_id}",
    id: "conversations.get",
    tag: "conversations",
    summary: "A conversation",
    scope: "conversations:read",
    answers: { 200: Conversation },
    run: (call, { params }) => getConversation(call, { conversationId: params["conversation_id"] ?? "" }),
  }),
  route({
    method: "get",
    path: "/conversations/{conversation_id}/messages",
    id: "messages.list",
    tag: "conversations",
    summary: "The messages of a conversation, the newest first",
    description: "`next_cursor` is null on the last page.",
    scope: "conversations:read",
    query: v.strictObject({ cursor, limit }),
    answers: { 200: pageOf(Message) },
    run: async (call, { params, query }) => {
      const { items, next } = await listMessages(call, {
        conversationId: params["conversation_id"] ?? "",
        cursor: query.cursor ?? null,
        limit: query.limit,
      });
      return { data: items, nextCursor: next, hasMore: next !== null };
    },
  }),
  route({
    method: "post",
    path: "/conversations/{conversation_id}/messages",
    id: "messages.put",
    tag: "conversations",
    summary: `Put up to ${ROWS_PER_CALL} messages into a conversation`,
    description:
      "What was said elsewhere, such as in an older inbox: it is stored and shown, not sent. The same `provider_id` in a channel is the same message, whichever way it came. What a blocked customer wrote is not kept. A message whose `at` is more than a day ahead is refused with `IN_THE_FUTURE`.",
    scope: "conversations:write",
    maxBytes: 10_000_000,
    body: v.strictObject({ messages: rowsOf }),
    documented: v.strictObject({
      messages: v.pipe(v.array(MessagePut), v.minLength(1), v.maxLength(ROWS_PER_CALL)),
    }),
    example: {
      messages: [
        {
          provider_id: "archive-1",
          sender: { kind: "customer" },
          text: "請問週末有營業嗎？",
          at: "2026-11-20T10:00:00+08:00",
        },
      ],
    },
    answers: { 200: Results },
    run: (call, { params, body }) =>
      putMessages(call, { conversationId: params["conversation_id"] ?? "", rows: body.messages }),
  }),
];
