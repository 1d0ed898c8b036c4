export default {
  "modules.intro": "What is switched off is shown to nobody and refused to everybody. Nothing is deleted.",
  "modules.toast.on": "{module} is on.",
  "modules.toast.off": "{module} is off.",
  "module.pixel": "Website tracking",
  "module.pixel.text":
    "The shop's pages tell which member is visiting, what they look at, their cart and purchases.",
  "module.cdp": "Customer profiles",
  "module.cdp.text": "One profile for a person across channels, with the list quota.",
  "module.omo": "OMO",
  "module.omo.text": "LINE and WhatsApp contacts are bound to a member of a branch.",
  "module.crm": "CRM",
  "module.crm.text":
    "Customers prove their phone number; tier and store credit come from the shop's member system.",
  "module.export": "Conversation export",
  "module.export.text": "Whoever has the right exports a conversation as CSV or by email.",
} as const satisfies Readonly<Record<string, string>>;
