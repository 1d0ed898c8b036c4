import { externalId, httpUrl, type Json, list, number, object, present, text } from "../read.ts";

/** What a message is beside its text, as the thread shows it. Media stay with WhatsApp, found by `mediaId`. */
export interface WhatsappContent {
  type: string;
  text: string | null;
  content: Json;
}

type Read = (own: Json) => { text: string | null; content: Json };

const MOST = 20;

const media: Read = (own) => ({
  text: text(own["caption"]) ?? null,
  content: present({
    mediaId: externalId(own["id"]),
    mimeType: text(own["mime_type"], 200),
    fileName: text(own["filename"], 500),
    voice: own["voice"] === true ? true : undefined,
    animated: own["animated"] === true ? true : undefined,
  }),
});

const READERS: Record<string, Read> = {
  text: (own) => ({ text: text(own["body"]) ?? null, content: {} }),
  image: media,
  video: media,
  audio: media,
  document: media,
  sticker: media,
  location: (own) => ({
    text: text(own["address"]) ?? text(own["name"]) ?? null,
    content: present({
      title: text(own["name"], 500),
      address: text(own["address"], 1000),
      latitude: number(own["latitude"]),
      longitude: number(own["longitude"]),
      url: httpUrl(own["url"]),
    }),
  }),
  button: (own) => ({
    text: text(own["text"]) ?? null,
    content: present({ data: text(own["payload"], 1000) }),
  }),
  interactive: readInteractive,
  order: (own) => ({
    text: text(own["text"]) ?? null,
    content: {
      ...present({ catalogId: externalId(own["catalog_id"]) }),
      items: list(own["product_items"]).slice(0, MOST).map(readProduct),
    },
  }),
};

/** A pressed button, a chosen line of a list, a form that was filled in. */
function readInteractive(own: Json): { text: string | null; content: Json } {
  const kind = text(own["type"], 50);
  const chosen = object(kind === undefined ? undefined : own[kind]);
  return {
    text: text(chosen["title"]) ?? text(chosen["body"]) ?? null,
    content: present({
      kind,
      data: text(chosen["id"], 1000),
      description: text(chosen["description"], 1000),
      form: text(chosen["response_json"], 4000),
    }),
  };
}

const readProduct = (given: unknown): Json => {
  const item = object(given);
  return present({
    id: externalId(item["product_retailer_id"]),
    quantity: number(item["quantity"]),
    price: number(item["item_price"]),
    currency: text(item["currency"], 10),
  });
};

const readCard = (given: unknown): Json => {
  const card = object(given);
  return present({
    name: text(object(card["name"])["formatted_name"], 200),
    phone: text(object(list(card["phones"])[0])["phone"], 50),
    email: text(object(list(card["emails"])[0])["email"], 254),
  });
};

/** An error as WhatsApp writes it, in its words. */
export function readError(given: unknown): { code: string; title: string } | undefined {
  const error = object(given);
  const code = externalId(error["code"]);
  if (code === undefined) return undefined;
  const details = text(object(error["error_data"])["details"], 500);
  return { code, title: details ?? text(error["title"], 500) ?? text(error["message"], 500) ?? "" };
}

const forwarded = (context: Json): string | undefined => {
  if (context["frequently_forwarded"] === true) return "often";
  return context["forwarded"] === true ? "once" : undefined;
};

/** A message of a type we do not know is kept as one, with the reason WhatsApp gives for not showing it. */
export function readContent(message: Json): WhatsappContent {
  const type = text(message["type"], 50) ?? "unknown";
  const context = object(message["context"]);
  const about = present({
    quotedMessageId: externalId(context["id"]),
    forwarded: forwarded(context),
    productId: externalId(object(context["referred_product"])["product_retailer_id"]),
    error: readError(list(message["errors"])[0]),
  });
  if (type === "contacts") {
    const contacts = list(message["contacts"]).slice(0, MOST).map(readCard);
    const names = contacts.flatMap(({ name }) => (typeof name === "string" ? [name] : []));
    return { type, text: names.join(", ") || null, content: { contacts, ...about } };
  }
  const read = Object.hasOwn(READERS, type) ? READERS[type]?.(object(message[type])) : undefined;
  return {
    type: type === "document" ? "file" : type,
    text: read?.text ?? null,
    content: { ...read?.content, ...about },
  };
}
