export default {
  "matching.intro":
    "By what customers of several channels may be one person. A like name never counts. Every merge can be undone, and whoever was told apart stays so.",
  "matching.always": "Always",
  "matching.memberNo": "Member number",
  "matching.memberNo.text":
    "Joined by itself where both have proven the number: signed in to the shop, or by the member’s phone. Suggested otherwise.",
  "matching.phone": "Phone",
  "matching.phone.text":
    "Suggested in the panel where two customers have the same number. Joined by itself only where it is proven on both sides: by a code, by WhatsApp, or as the phone of their membership.",
  "matching.phone.on": "Customers with the same phone are matched.",
  "matching.phone.off": "Phones are no longer matched.",
  "matching.email": "Email",
  "matching.email.text":
    "Suggested in the panel where two customers have the same address. Never joined by itself.",
  "matching.email.on": "Customers with the same email are suggested.",
  "matching.email.off": "Emails are no longer matched.",
} as const satisfies Readonly<Record<string, string>>;
