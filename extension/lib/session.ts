import { type ReadonlySignal, signal } from "@preact/signals";
import type { Role } from "../../shared/permissions.ts";
import type { Token, TokenSource } from "./api.ts";
import { askBackground, mustAsk } from "./background-calls.ts";
import { openChannel } from "./channel.ts";
import { CallFailure, failureOf } from "./failure.ts";
import type { ServerLink } from "./host.ts";
import { holdLock } from "./lock.ts";
import { authorize, type Mount, returnedFromPage } from "./sign-in.ts";

import { redeem, type Redeemed, refresh, revoke } from "./token-endpoint.ts";
import { type Access, openVault, type Vault } from "./vault.ts";

export interface SessionMember {
  id: string;
  name: string;
  email: string;
  role: Role;
}

export type SessionState =
  | { kind: "loading" }
  /** `failure` says why, when signing in failed or the server ended the session. */
  | { kind: "signed-out"; failure: CallFailure | null }
  | { kind: "signed-in"; member: SessionMember };

/** Who is signed in to one workspace on this surface. Every page and worker of one origin shares it. */
export interface Session extends TokenSource {
  readonly link: ServerLink;
  readonly state: ReadonlySignal<SessionState>;
  /**
   * Call from a click: a pop-up or the browser's own sign-in window opens. On mount `page` the page
   * leaves for the sign-in page and comes back. A failure is in `state`, it does not throw.
   */
  signIn(): Promise<void>;
  /** Ends the session here and on the server, as far as it can be reached. */
  signOut(): Promise<void>;
  token(refused?: string): Promise<Token>;
  /** Stops listening to the other pages. */
  close(): void;
}

/** An access token is renewed this long before it ends, ms. */
const RENEW_BEFORE = 30_000;

/**
 * The refresh token rotates under a lock, so that two pages never rotate at once; whoever waited
 * finds the token the other one fetched. Restarting the browser asks for no password again.
 */
export function createSession(options: { link: ServerLink; mount: Mount }): Session {
  const { link, mount } = options;
  const vault = openVault(link, mount);
  const state = signal<SessionState>({ kind: "loading" });
  // Kept here too: looking it up costs each call a turn through the browser's own process.
  let held: Access | null = null;
  const channel = openChannel<"changed">(`session ${vault.name}`, () => {
    held = null;
    void load();
  });

  const show = (member: SessionMember | null, failure: CallFailure | null = null) => {
    const now = state.peek();
    if (member && now.kind === "signed-in" && now.member.id === member.id) return;
    state.value = member ? { kind: "signed-in", member } : { kind: "signed-out", failure };
  };
  const load = async () => show((await vault.load())?.member ?? null);
  const started = start();

  async function start(): Promise<void> {
    try {
      const returned = returnedFromPage(link, mount);
      if (returned) await signedIn(await redeem(link, await returned));
      else await load();
    } catch (error) {
      show(null, failureOf(error));
    }
  }

  async function signedIn(redeemed: Redeemed): Promise<void> {
    await keep(vault, redeemed);
    channel.post("changed");
    show(redeemed.member);
  }

  async function ended(): Promise<void> {
    held = null;
    await vault.clear();
    channel.post("changed");
    show(null, new CallFailure("UNAUTHENTICATED"));
  }

  async function renewed(refused: string | undefined): Promise<Token> {
    const stored = await vault.load();
    if (!stored) {
      show(null);
      throw new CallFailure("UNAUTHENTICATED");
    }
    const ours = await vault.access();
    if (ours && ours.memberId === stored.member.id && usable(ours, refused)) return ours;
    try {
      const redeemed = await refresh(link, stored.refreshToken);
      await keep(vault, redeemed);
      show(redeemed.member);
      return { accessToken: redeemed.accessToken, memberId: redeemed.member.id };
    } catch (error) {
      if (failureOf(error).code === "UNAUTHENTICATED") await ended();
      throw error;
    }
  }

  async function asked(refused: string | undefined): Promise<Token> {
    try {
      return (await askBackground({ type: "token", link, refused: refused ?? null })) as Token;
    } catch (error) {
      if (failureOf(error).code === "UNAUTHENTICATED") show(null, failureOf(error));
      throw error;
    }
  }

  return {
    link,
    state,
    async token(refused) {
      await started;
      if (!held || !usable(held, refused)) held = await vault.access();
      if (held && usable(held, refused)) return { accessToken: held.accessToken, memberId: held.memberId };
      if (mustAsk()) return asked(refused);
      return holdLock(`session ${vault.name}`, () => renewed(refused));
    },
    async signIn() {
      try {
        const granted = await authorize(link, mount);
        await signedIn(await redeem(link, granted));
      } catch (error) {
        show(null, failureOf(error));
      }
    },
    async signOut() {
      held = null;
      const stored = await vault.load();
      await vault.clear();
      channel.post("changed");
      show(null);
      if (stored) await revoke(link, stored.refreshToken).catch(() => undefined);
    },
    close: () => channel.close(),
  };
}

const usable = (access: { accessToken: string; expiresAt: number }, refused: string | undefined) =>
  access.accessToken !== refused && access.expiresAt - RENEW_BEFORE > Date.now();

/** The refresh token first: losing an access token costs a round trip, losing that one a password. */
async function keep(vault: Vault, redeemed: Redeemed): Promise<void> {
  await vault.save({ refreshToken: redeemed.refreshToken, member: redeemed.member });
  await vault.saveAccess({
    accessToken: redeemed.accessToken,
    memberId: redeemed.member.id,
    expiresAt: redeemed.expiresAt,
  });
}
