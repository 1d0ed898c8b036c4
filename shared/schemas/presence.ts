/** The page a website customer is on (最後傳送訊息頁面). */
export interface PresenceView {
  state: "online" | "offline";
  /** http or https, of the shop itself; null once they are offline, and where the page did not say. */
  url: string | null;
  title: string | null;
  /** When they were last heard of, UTC ms. */
  at: number;
}
