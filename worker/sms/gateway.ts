/** One text message to one number. */
export interface Sms {
  /** The same at every try of one message, so that the gateway can tell a repeat. */
  id: string;
  /** E.164. */
  to: string;
  text: string;
}

/** How this server sends text messages. */
export interface SmsGateway {
  /**
   * Resolves once the gateway has taken the message over.
   *
   * @throws {SmsNotSent} nothing can be said of whether it goes out
   */
  send(message: Sms): Promise<void>;
}

/** `message` is the answer's code, or `unreachable`; never what was to be sent. */
export class SmsNotSent extends Error {}
