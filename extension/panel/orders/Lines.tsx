import { useState } from "preact/hooks";
import type { OrderLine } from "../../../shared/schemas/orders.ts";
import { formatMoney, formatNumber } from "../../lib/format.ts";
import { t } from "../messages-below.ts";

interface LinesProps {
  items: readonly OrderLine[];
  /** How many there are. */
  lines: number;
  currency: string;
}

/** What was bought, with pictures where the shop gives them. */
export function Lines({ items, lines, currency }: LinesProps) {
  const pictured = items.some(({ pictureUrl }) => pictureUrl !== null);
  return (
    <>
      <ul class={`order-lines${pictured ? " order-lines-pictured" : ""}`}>
        {items.map((line, at) => (
          <li key={at} class="order-line">
            {pictured && <Picture url={line.pictureUrl} />}
            <span class="order-line-name" dir="auto">
              {line.name}
            </span>
            <span class="order-line-price">
              {line.price === null ? "" : formatMoney(line.price, currency)}
              <span class="orders-quiet"> × {formatNumber(line.quantity)}</span>
            </span>
          </li>
        ))}
      </ul>
      {lines > items.length && (
        <p class="orders-quiet">{t("orders.lines-more", { n: lines - items.length })}</p>
      )}
    </>
  );
}

/** Decoration: the name stands beside it. The shop's picture server learns nothing of who looks. */
function Picture({ url }: { url: string | null }) {
  const [broken, setBroken] = useState(false);
  if (!url?.startsWith("https://") || broken) return <span class="order-picture" aria-hidden="true" />;
  return (
    <img
      class="order-picture"
      src={url}
      alt=""
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      onError={() => setBroken(true)}
    />
  );
}
