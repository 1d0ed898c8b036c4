/** What became of a message after it was sent. */
export interface MessageMarks {
  /** Emojis: the customer's, then the team's. */
  reactions: string[];
  /** Its text is not the first one. */
  edited: boolean;
  /** Of a message to the customer, how far it has come; null where the channel does not tell. */
  status: "sent" | "delivered" | "read" | "played" | "failed" | null;
}
