import type { Visit } from "../dialogue/talk.ts";
import type { Place } from "./contact.ts";
import type { Ledger } from "./ledger.ts";

const MINUTE = 60_000;

/** What is known of a contact now; every value it ever had goes into the ledger. */
export function learnProfile(
  ledger: Ledger,
  id: string,
  { person, thread, first }: Place,
  visits: readonly Visit[],
  now: number,
) {
  const { random } = ledger;
  const begin = visits[0]?.messages[0]?.at ?? 0;
  const later = (): { at: number; role: Visit["role"] } => {
    const visit = random.pick(visits.slice(0, 3));
    const after = (visit.messages.at(-1)?.at ?? begin) + random.between(1, 4) * MINUTE;
    return { at: Math.min(after, now - random.between(1, MINUTE)), role: visit.role };
  };
  const fields = { name: thread.name, email: null, phone: null, member_no: null } as Record<
    "name" | "email" | "phone" | "member_no",
    string | null
  >;
  if (thread.name) ledger.value(begin - 2_000, id, "name", thread.name, null, "channel");
  if (thread.kind === "whatsapp" && person.phone) {
    fields.phone = person.phone;
    ledger.value(begin - 2_000, id, "phone", person.phone, null, "channel");
  }
  if (thread.kind === "website" && person.email) {
    fields.email = person.email;
    ledger.value(begin - 2_000, id, "email", person.email, null, "channel");
  }
  const learn = (field: "name" | "email" | "phone", value: string | null): void => {
    if (!first || !value || fields[field] === value) return;
    const { at, role } = later();
    ledger.value(at, id, field, value, role, "agent");
    ledger.event(
      at,
      id,
      "profile.edited",
      { kind: "member", role },
      { field, before: fields[field], after: value },
    );
    fields[field] = value;
  };
  learn("name", person.name);
  learn("email", person.email);
  learn("phone", person.phone);
  if (first && person.memberNo) {
    fields.member_no = person.memberNo;
    ledger.value(later().at, id, "member_no", person.memberNo, null, "binding");
  }
  return fields;
}
