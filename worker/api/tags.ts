import * as v from "valibot";
import { listOf, Result, Results, Tag, TagFrequencyOf } from "../../shared/schemas/api-answers.ts";
import { ROWS_PER_CALL, type RowResult, TagRow } from "../../shared/schemas/contact-put.ts";
import { TAG_NAME_MAX } from "../../shared/tag-name.ts";
import { requiredText } from "../../shared/text.ts";
import type { Call } from "../domain/ctx.ts";
import { Failure } from "../domain/failure.ts";
import { changeTags } from "../domain/tags/change.ts";
import { tagFrequency } from "../domain/tags/frequency.ts";
import { removeTag } from "../domain/tags/remove.ts";
import { tagsOfContact } from "../domain/tags/of-contact.ts";
import { isoTime } from "./lists.ts";
import { rowsOf } from "./contacts.ts";
import { route } from "./route.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";

const Names = v.strictObject({
  tags: v.pipe(v.array(requiredText(TAG_NAME_MAX)), v.maxLength(50, "TOO_LONG")),
});

/** Of one contact the call itself fails. */
async function change(call: Call, row: Record<string, unknown>): Promise<RowResult> {
  const { results } = await changeTags(call, { rows: [row] });
  const result = results[0];
  if (!result || result.outcome === "refused") {
    const field = result?.field;
    throw new Failure((result?.code as ErrorCode | undefined) ?? "NOT_FOUND", field ? { field } : {});
  }
  return result;
}

export const tagRoutes = [
  route({
    method: "get",
    path: "/contacts/{contact_id}/tags",
    id: "tags.list",
    tag: "tags",
    summary: "The tags on a contact",
    scope: "tags:read",
    answers: { 200: listOf(Tag) },
    run: async (call, { params }) => ({
      data: await tagsOfContact(call, { contactId: params["contact_id"] ?? "" }),
    }),
  }),
  route({
    method: "put",
    path: "/contacts/{contact_id}/tags",
    id: "tags.replace",
    tag: "tags",
    summary: "Replace the tags on a contact",
    description: "What is there already is not counted again.",
    scope: "tags:write",
    body: Names,
    example: { tags: ["VIP", "露營"] },
    answers: { 200: Result },
    run: (call, { params, body }) => change(call, { contact_id: params["contact_id"], replace: body.tags }),
  }),
  route({
    method: "post",
    path: "/contacts/{contact_id}/tags",
    id: "tags.add",
    tag: "tags",
    summary: "Put tags on a contact",
    description: "A tag that is there already counts once more; one that is new to the team is made.",
    scope: "tags:write",
    body: Names,
    example: { tags: ["VIP"] },
    answers: { 200: Result },
    run: (call, { params, body }) => change(call, { contact_id: params["contact_id"], add: body.tags }),
  }),
  route({
    method: "delete",
    path: "/contacts/{contact_id}/tags/{tag_id}",
    id: "tags.remove",
    tag: "tags",
    summary: "Take a tag off a contact",
    description: "Its applications stay counted.",
    scope: "tags:write",
    answers: { 200: v.strictObject({ tag_id: v.string() }) },
    run: (call, { params }) =>
      removeTag(call, { contactId: params["contact_id"] ?? "", tagId: params["tag_id"] ?? "" }),
  }),
  route({
    method: "post",
    path: "/tags/bulk",
    id: "tags.bulk",
    tag: "tags",
    summary: `Tag up to ${ROWS_PER_CALL} contacts`,
    description: "One result for each row, in their order.",
    scope: "tags:write",
    maxBytes: 2_000_000,
    body: v.strictObject({ contacts: rowsOf }),
    documented: v.strictObject({
      contacts: v.pipe(v.array(TagRow), v.minLength(1), v.maxLength(ROWS_PER_CALL)),
    }),
    example: { contacts: [{ contact_id: "01990000-0000-7000-8000-000000000002", add: ["VIP"] }] },
    answers: { 200: Results },
    run: (call, { body }) => changeTags(call, { rows: body.contacts }),
  }),
  route({
    method: "get",
    path: "/contacts/{contact_id}/taggings",
    id: "taggings.count",
    tag: "tags",
    summary: "How often each tag was applied to a contact",
    description: "Within [`from`, `to`); of the last 30 days when neither is given. At most ten years.",
    scope: "tags:read",
    query: v.strictObject({ from: v.optional(isoTime), to: v.optional(isoTime) }),
    answers: { 200: listOf(TagFrequencyOf) },
    run: async (call, { params, query }) => {
      const to = query.to ?? call.now + 1;
      const from = query.from ?? to - 30 * 86_400_000;
      return { data: await tagFrequency(call, { contactId: params["contact_id"] ?? "", from, to }) };
    },
  }),
];
