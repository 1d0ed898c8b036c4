export default {
  "masking.intro":
    "What each role sees masked. The server masks it; the whole value never reaches their browser.",
  "masking.note":
    "Who may reveal a value gives a reason, which the audit keeps; the right is on the page Roles and rights. Masked roles find customers by the whole phone, email or id only.",
  "masking.role": "Role",
  "masking.kind.phone": "Phone",
  "masking.kind.email": "Email",
  "masking.kind.id": "Ids and member numbers",
  "masking.cell": "{what}, masked for {role}",
  "masking.toast.on": "{role}: {what} is masked.",
  "masking.toast.off": "{role}: {what} is no longer masked.",
} as const satisfies Readonly<Record<string, string>>;
