import { Icon } from "../../ui/Icon.tsx";
import { t } from "../messages-below.ts";

const isWeb = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

/** The way to a page at the shop; nothing for an address that is no web page's. */
export function ShopLink({ url, what }: { url: string | null; what: string }) {
  if (url === null || !isWeb(url)) return null;
  return (
    <a
      class="order-link"
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      referrerpolicy="no-referrer"
      aria-label={t("orders.open-label", { what })}
    >
      <Icon name="link" size={14} />
      {t("orders.open")}
    </a>
  );
}
