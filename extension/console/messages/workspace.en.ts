export default {
  "workspace.intro": "What holds for everybody in this workspace.",
  "workspace.name": "Name",
  "workspace.name.hint": "Members read it when they sign in.",
  "workspace.timeZone": "Time zone",
  "workspace.timeZone.hint": "Where your team works. Now it is {time} there.",
  "workspace.region": "Region of phone numbers",
  "workspace.region.hint": "How a number without a country code is read.",
  "workspace.domains": "Where conversations may be mailed to",
  "workspace.domains.hint":
    "Domains such as shop.tw, one a line. Whoever may export a conversation can mail it to addresses there. Without any, only to their own address.",
  "workspace.domains.invalid": "Line {line} is not a domain: {text}",
  "workspace.domains.tooMany": "At most {max} domains.",
  "workspace.domains.none": "To one's own address only.",
  "workspace.origins": "Pages that may show the widget",
  "workspace.origins.hint":
    "Inboxes that show the panel in a frame, one origin a line, such as https://chat.shop.tw. No other page can.",
  "workspace.origins.invalid": "Line {line} is not a web address: {text}",
  "workspace.origins.tooMany": "At most {max} origins.",
  "workspace.origins.none": "No page may show it yet.",
  "workspace.widget": "Widget address",
  "workspace.widget.hint":
    "Enter it in your inbox, in Chatwoot under Settings, Integrations, Dashboard apps.",
  "workspace.toast.name": "The workspace is now called {value}.",
  "workspace.toast.timeZone": "Time zone: {value}.",
  "workspace.toast.defaultRegion": "Region of phone numbers: {value}.",
  "workspace.toast.mailDomains": "Domains conversations may be mailed to: {value}.",
  "workspace.toast.widgetOrigins": "Pages that may show the widget: {value}.",
} as const satisfies Readonly<Record<string, string>>;
