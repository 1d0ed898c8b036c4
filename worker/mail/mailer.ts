/** One message to one person. */
export interface Message {
  /** The same at every try of one mail, so that a mailbox can tell a repeat. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  attachment?: { name: string; type: string; content: Uint8Array };
}

/** How this server sends mail. */
export interface Mailer {
  /**
   * Resolves once somebody else has taken the message over.
   *
   * @throws {MailRefused} it will not be taken, however often it is tried
   * @throws {MailDelayed} it may be taken later
   */
  send(message: Message): Promise<void>;
}

/** `problem` says why, for a person: `sign_in`, `refused_550`. */
export class MailRefused extends Error {
  readonly problem: string;

  constructor(problem: string, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }
}

/** `problem` is `unreachable`, or `busy_` with the answer's code. */
export class MailDelayed extends Error {
  readonly problem: string;

  constructor(problem: string, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }
}
