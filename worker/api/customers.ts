import * as v from "valibot";
import { Customer, pageOf } from "../../shared/schemas/api-answers.ts";
import { id, plainText } from "../../shared/text.ts";
import { joinByKey } from "../domain/customers/join-by-key.ts";
import { unmergeCustomers } from "../domain/customers/unmerge.ts";
import { getCustomer, listCustomers } from "../domain/customers/told.ts";
import { ChangesQuery, fromOf, pageAnswer } from "./lists.ts";
import { route } from "./route.ts";

export const customerRoutes = [
  route({
    method: "get",
    path: "/customers",
    id: "customers.list",
    tag: "customers",
    summary: "Customers by time of change",
    description: "A customer is a person: what their contacts have, the newest value of each field.",
    scope: "customers:read",
    query: ChangesQuery,
    answers: { 200: pageOf(Customer) },
    run: async (call, { query }) => pageAnswer(await listCustomers(call, fromOf(query))),
  }),
  route({
    method: "get",
    path: "/customers/{customer_id}",
    id: "customers.get",
    tag: "customers",
    summary: "A customer",
    scope: "customers:read",
    answers: { 200: Customer },
    run: (call, { params }) => getCustomer(call, { customerId: params["customer_id"] ?? "" }),
  }),
  route({
    method: "post",
    path: "/customers/merge",
    id: "customers.merge",
    tag: "customers",
    summary: "Two contacts are one person",
    description:
      "The customer of `contact_id` also gets the contacts of the other's. Nothing is copied: `record_id` names the join, and undoing it gives each side back what it had.",
    scope: "customers:write",
    body: v.strictObject({
      contact_id: id,
      other_contact_id: id,
      reason: v.optional(plainText(200), ""),
    }),
    example: {
      contact_id: "01990000-0000-7000-8000-000000000002",
      other_contact_id: "01990000-0000-7000-8000-000000000003",
      reason: "Same loyalty card",
    },
    answers: { 200: v.strictObject({ record_id: v.string(), customer_id: v.string() }) },
    run: (call, { body }) =>
      joinByKey(call, {
        contactId: body.contact_id,
        otherId: body.other_contact_id,
        reason: body.reason,
      }),
  }),
  route({
    method: "post",
    path: "/customers/unmerge",
    id: "customers.unmerge",
    tag: "customers",
    summary: "Undo a join",
    scope: "customers:write",
    body: v.strictObject({ record_id: id, reason: v.optional(plainText(200), "") }),
    example: { record_id: "01990000-0000-7000-8000-000000000004", reason: "Two sisters" },
    answers: { 200: v.strictObject({ record_id: v.string() }) },
    run: (call, { body }) =>
      unmergeCustomers(call, { recordId: body.record_id, reason: body.reason || "Contact API" }),
  }),
];
