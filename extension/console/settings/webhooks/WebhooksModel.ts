import { type ReadonlySignal, signal } from "@preact/signals";
import type {
  WebhookDelivery,
  WebhookDeliveryPage,
  WebhookEndpoint,
  WebhookSecret,
  WebhookType,
} from "../../../../shared/schemas/webhooks.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import { createListModel, type FailureTold } from "../../ListModel.ts";
import { createResource, type Resource } from "../../Resource.ts";

/** What a person enters of an endpoint. No types: all of them. */
export interface EndpointFields {
  name: string;
  url: string;
  types: WebhookType[];
}

export type DeliveryState = WebhookDelivery["state"] | null;

export interface WebhooksCalls {
  list(): Promise<WebhookEndpoint[]>;
  create(input: EndpointFields): Promise<WebhookSecret>;
  update(
    input: EndpointFields & { endpointId: string; active: boolean; seen: number },
  ): Promise<WebhookEndpoint>;
  remove(input: { endpointId: string }): Promise<unknown>;
  rotate(input: { endpointId: string }): Promise<WebhookSecret>;
  test(input: { endpointId: string }): Promise<unknown>;
  deliveries(input: {
    endpointId: string;
    state: DeliveryState;
    before: number | null;
  }): Promise<WebhookDeliveryPage>;
  replay(input: { endpointId: string; seq: number }): Promise<unknown>;
  replaySince(input: { endpointId: string; since: number }): Promise<{ count: number }>;
}

/** What the page tells the person, in words of its own. */
export interface WebhooksTold extends FailureTold {
  saved(name: string): void;
  removed(name: string): void;
  tested(name: string): void;
  replayed(count: number): void;
}

/** A secret that was just made, for as long as its dialog is open: nobody tells it again. */
export interface NewSecret {
  name: string;
  secret: string;
}

export interface WebhooksModel {
  readonly endpoints: Resource<WebhookEndpoint[]>;
  readonly secret: ReadonlySignal<NewSecret | null>;
  readonly busy: ReadonlySignal<boolean>;
  /** Whose deliveries are shown, and which of them. */
  readonly shown: ReadonlySignal<string | null>;
  readonly state: ReadonlySignal<DeliveryState>;
  readonly deliveries: Resource<WebhookDeliveryPage>;
  /** The failure for the form to show; null when it is done. */
  create(fields: EndpointFields): Promise<CallFailure | null>;
  save(endpoint: WebhookEndpoint, fields: EndpointFields): Promise<CallFailure | null>;
  setActive(endpoint: WebhookEndpoint, active: boolean): Promise<void>;
  remove(endpoint: WebhookEndpoint): Promise<void>;
  rotate(endpoint: WebhookEndpoint): Promise<void>;
  test(endpoint: WebhookEndpoint): Promise<void>;
  /** null: of nobody. */
  show(endpointId: string | null, state?: DeliveryState): void;
  /** Adds the next page of deliveries. */
  more(): Promise<void>;
  replay(seq: number): Promise<void>;
  replaySince(endpoint: WebhookEndpoint, since: number): Promise<CallFailure | null>;
  /** Forgets the secret that was shown. */
  close(): void;
}

export function createWebhooksModel(calls: WebhooksCalls, told: WebhooksTold): WebhooksModel {
  const secret = signal<NewSecret | null>(null);
  const shown = signal<string | null>(null);
  const state = signal<DeliveryState>(null);
  const deliveries = createResource(async (): Promise<WebhookDeliveryPage> => {
    const endpointId = shown.peek();
    if (endpointId === null) return { items: [], next: null };
    return calls.deliveries({ endpointId, state: state.peek(), before: null });
  });
  const { list, busy, write, press } = createListModel(calls.list, told, async () => {
    if (shown.peek() !== null) await deliveries.load();
  });

  const update = (endpoint: WebhookEndpoint, fields: EndpointFields, active: boolean) =>
    calls.update({ ...fields, endpointId: endpoint.id, active, seen: endpoint.updatedAt });

  return {
    endpoints: list,
    secret,
    busy,
    shown,
    state,
    deliveries,
    create: (fields) =>
      write(async () => {
        const made = await calls.create(fields);
        if (made.secret !== null) secret.value = { name: fields.name, secret: made.secret };
      }),
    save: (endpoint, fields) => write(() => update(endpoint, fields, endpoint.active)),
    setActive: (endpoint, active) =>
      press(
        () => update(endpoint, endpoint, active),
        () => told.saved(endpoint.name),
      ),
    remove: (endpoint) =>
      press(
        () => calls.remove({ endpointId: endpoint.id }),
        () => {
          if (shown.peek() === endpoint.id) shown.value = null;
          told.removed(endpoint.name);
        },
      ),
    rotate: (endpoint) =>
      press(
        async () => {
          const made = await calls.rotate({ endpointId: endpoint.id });
          if (made.secret !== null) secret.value = { name: endpoint.name, secret: made.secret };
        },
        () => undefined,
      ),
    test: (endpoint) =>
      press(
        () => calls.test({ endpointId: endpoint.id }),
        () => told.tested(endpoint.name),
      ),
    show(endpointId, only = null) {
      shown.value = endpointId;
      state.value = only;
      void deliveries.load();
    },
    async more() {
      const page = deliveries.data.peek();
      const endpointId = shown.peek();
      if (!page?.next || endpointId === null) return;
      const failure = await attempt(async () => {
        const next = await calls.deliveries({ endpointId, state: state.peek(), before: page.next });
        if (deliveries.data.peek() !== page) return;
        deliveries.update(({ items }) => ({ items: [...items, ...next.items], next: next.next }));
      });
      if (failure) told.failed(failure);
    },
    replay: (seq) => {
      const endpointId = shown.peek() ?? "";
      return press(
        () => calls.replay({ endpointId, seq }),
        () => told.replayed(1),
      );
    },
    replaySince: (endpoint, since) =>
      write(async () => {
        const { count } = await calls.replaySince({ endpointId: endpoint.id, since });
        told.replayed(count);
      }),
    close: () => {
      secret.value = null;
    },
  };
}

/** A reading: nothing is read again after it. */
async function attempt(call: () => Promise<void>): Promise<CallFailure | null> {
  try {
    await call();
    return null;
  } catch (error) {
    return failureOf(error);
  }
}
