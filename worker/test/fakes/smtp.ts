import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach } from "vitest";

/** A message as an SMTP server took it over. */
export interface TakenMail {
  from: string;
  to: string[];
  /** Who signed in; null when nobody did. */
  user: string | null;
  /** The whole message. */
  source: string;
}

export interface FakeSmtp {
  /** With the user and password it wants. */
  url: string;
  port: number;
  taken: TakenMail[];
  /** Passwords it was told. */
  told: string[];
  /** Answers the next recipients with these codes, one each, instead of taking them. */
  refuse: number[];
  stop(): Promise<void>;
}

export const SMTP_USER = "alongside";
export const SMTP_PASSWORD = "p@ss word";

const running = new Set<FakeSmtp>();
afterEach(async () => {
  for (const one of running) await one.stop();
});

/** A real SMTP server that wants a user and a password, and knows no TLS. @param port 0 for any */
export async function startSmtp(port = 0, host = "127.0.0.1"): Promise<FakeSmtp> {
  const taken: TakenMail[] = [];
  const refuse: number[] = [];
  const told: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    logger: false,
    onAuth({ username, password }, _session, callback) {
      told.push(password ?? "");
      const right = username === SMTP_USER && password === SMTP_PASSWORD;
      if (right) callback(null, { user: username });
      else callback(Object.assign(new Error("no"), { responseCode: 535 }));
    },
    onRcptTo(_address, _session, callback) {
      const code = refuse.shift();
      callback(code === undefined ? null : Object.assign(new Error("not here"), { responseCode: code }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          user: typeof session.user === "string" ? session.user : null,
          source: Buffer.concat(chunks).toString(),
        });
        callback();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const { port: chosen } = server.server.address() as AddressInfo;
  const fake: FakeSmtp = {
    url: `smtp://${SMTP_USER}:${encodeURIComponent(SMTP_PASSWORD)}@${host}:${chosen}`,
    port: chosen,
    taken,
    told,
    refuse,
    stop() {
      running.delete(fake);
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  running.add(fake);
  return fake;
}

/** One part of a message, its transfer encoding undone. */
export interface MailPart {
  headers: string;
  body: string;
}

/** The parts of a message, however they are nested. */
export function partsOf(source: string): MailPart[] {
  const split = source.indexOf("\r\n\r\n");
  const headers = source.slice(0, split).replaceAll(/\r\n[ \t]+/g, " ");
  const body = source.slice(split + 4);
  const boundary = /boundary="?([^";\s]+)"?/.exec(headers)?.[1];
  if (boundary === undefined) return [{ headers, body: decoded(headers, body) }];
  const inner = body.split(`--${boundary}`).slice(1, -1);
  return [{ headers, body: "" }, ...inner.flatMap((part) => partsOf(part.replace(/^\r\n/, "")))];
}

function decoded(headers: string, body: string): string {
  if (/transfer-encoding: base64/i.test(headers)) return Buffer.from(body, "base64").toString();
  if (!/transfer-encoding: quoted-printable/i.test(headers)) return body;
  const bytes = body
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
