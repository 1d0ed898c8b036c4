import * as v from "valibot";
import { currencyCode, toMinor } from "../money.ts";
import { email } from "./members.ts";
import { plainText } from "../text.ts";

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const time = v.pipe(
  v.string(),
  v.check((text) => ISO.test(text) && Date.parse(text) >= 0, "INVALID_DATE"),
  v.transform((text) => Date.parse(text)),
);
const text = (max: number) =>
  v.optional(
    v.nullable(
      v.pipe(
        plainText(max),
        v.transform((value) => (value === "" ? null : value)),
      ),
    ),
  );

/**
 * A member as `PUT /api/v1/members/:memberNo` takes it: what is left out stays as it was, null is unset. The
 * same member again is their newer state.
 */
export const ShopMemberPut = v.pipe(
  v.object({
    name: text(200),
    email: v.optional(v.nullable(email)),
    /** In any spelling people of the workspace's region use. */
    phone: text(40),
    tier: text(100),
    /** With `currency`; at most as fine as the currency is. */
    store_credit: v.optional(v.nullable(v.union([v.string(), v.number()]))),
    currency: v.optional(
      v.pipe(
        v.string(),
        v.transform((code) => currencyCode(code) ?? ""),
        v.length(3, "INVALID_INPUT"),
      ),
    ),
    member_since: v.optional(v.nullable(time)),
    /** When it last changed at its source: an older state never overwrites a newer one. */
    updated_at: time,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { store_credit: credit, currency } = dataset.value;
    if (credit === undefined || credit === null) return;
    if (currency !== undefined && toMinor(credit, currency) !== null) return;
    addIssue({
      message: "INVALID_INPUT",
      path: [
        {
          type: "object",
          origin: "value",
          input: dataset.value,
          key: currency === undefined ? "currency" : "store_credit",
          value: credit,
        },
      ],
    });
  }),
);
export type ShopMemberPut = v.InferOutput<typeof ShopMemberPut>;
