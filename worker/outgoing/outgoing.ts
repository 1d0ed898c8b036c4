import { isPublicUrl } from "./address.ts";

/** The address is not one this server may call. */
export class AddressRefused extends Error {
  constructor() {
    super("address_refused");
  }
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

interface Outgoing {
  /** Private addresses and unencrypted ones may be called: where the operator says so, in tests, in a demo. */
  allowPrivate: boolean;
  /**
   * Calls an address whose text was found to be public. Where names are resolved by us, it must refuse a
   * name that leads to a private address, and call the very address it checked.
   */
  fetch: Fetch;
}

const here: Outgoing = { allowPrivate: false, fetch: (url, init) => fetch(url, init) };

/** Said once by whoever starts the process; until then only public addresses may be called. */
export function useOutgoing(given: Partial<Outgoing>): void {
  Object.assign(here, given);
}

/** Whether this server may call `url`, as far as its text says. */
export const mayCall = (url: string): boolean => here.allowPrivate || isPublicUrl(url);

/**
 * `fetch` for every address that is not the operator's own word: what an admin, a provider or a customer
 * gave. It never follows a redirect.
 *
 * @throws {AddressRefused}
 */
export async function callOut(url: string, init: RequestInit): Promise<Response> {
  if (!mayCall(url)) throw new AddressRefused();
  const asked: RequestInit = { ...init, redirect: "manual" };
  return here.allowPrivate ? fetch(url, asked) : here.fetch(url, asked);
}
