import * as v from "valibot";
import { Member, pageOf } from "../../shared/schemas/api-answers.ts";
import { ShopMemberPut } from "../../shared/schemas/shop-members.ts";
import { putShopMember } from "../domain/shop-members/put.ts";
import { getShopMember, listShopMembers } from "../domain/shop-members/told.ts";
import { ChangesQuery, fromOf, pageAnswer } from "./lists.ts";
import { route } from "./route.ts";

export const memberRoutes = [
  route({
    method: "get",
    path: "/members",
    id: "members.list",
    tag: "members",
    summary: "Members of the shop by time of change",
    scope: "members:read",
    query: ChangesQuery,
    answers: { 200: pageOf(Member) },
    run: async (call, { query }) => pageAnswer(await listShopMembers(call, fromOf(query))),
  }),
  route({
    method: "get",
    path: "/members/{member_no}",
    id: "members.get",
    tag: "members",
    summary: "A member of the shop, with the contacts who have the number",
    scope: "members:read",
    answers: { 200: Member },
    run: (call, { params }) => getShopMember(call, { memberNo: params["member_no"] ?? "" }),
  }),
  route({
    method: "put",
    path: "/members/{member_no}",
    id: "members.put",
    tag: "members",
    summary: "Tell of a member of the shop",
    description:
      "What is left out stays as it was, null unsets it; an older `updated_at` changes nothing. Whoever has proven the member's phone gets the member number.",
    scope: "members:write",
    maxBytes: 20_000,
    body: v.unknown(),
    documented: ShopMemberPut,
    example: { name: "王小明", phone: "0912345678", tier: "Gold", updated_at: "2026-11-20T10:00:00+08:00" },
    answers: { 200: v.strictObject({ member_no: v.string() }) },
    run: (call, { params, body }) =>
      putShopMember(call, { memberNo: params["member_no"] ?? "", member: body }),
  }),
];
