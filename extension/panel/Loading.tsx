import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Skeleton } from "../ui/Skeleton.tsx";
import { t } from "./messages.ts";

/** Most answers come sooner than this, ms, and then need not wait for the places to be drawn. */
const SOON = 100;

/** Nothing at first, then the places of a customer, empty: what comes moves nothing. */
export function Loading() {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SOON);
    return () => clearTimeout(timer);
  }, []);
  if (isLate) return <Places />;
  return (
    <div aria-busy="true">
      <h1 class="hidden-visually" tabIndex={-1} data-focus="heading">
        {t("panel.loading")}
      </h1>
    </div>
  );
}

function Places() {
  return (
    <div class="panel-late" aria-busy="true">
      <header class="head">
        <Skeleton width="44px" height={44} round />
        <div class="head-text">
          <h1 class="head-name" tabIndex={-1} data-focus="heading">
            <span class="hidden-visually">{t("panel.loading")}</span>
            <Skeleton width="55%" height={14} />
          </h1>
          <p class="head-channel">
            <Skeleton width="70%" />
          </p>
          <p class="head-id">
            <Skeleton width="80%" />
          </p>
        </div>
      </header>
      <Place>
        {["64%", "80%", "58%", "46%"].map((width) => (
          <div key={width} class="panel-line panel-line-two">
            <Skeleton width="52px" />
            <Skeleton width={width} />
          </div>
        ))}
      </Place>
      <Place>
        <div class="panel-line">
          <Skeleton width="60%" height={24} />
        </div>
        <div class="panel-line">
          <Skeleton width="100%" height={28} />
        </div>
      </Place>
      <Place>
        <div class="panel-line">
          <Skeleton width="100%" height={32} />
        </div>
      </Place>
    </div>
  );
}

function Place({ children }: { children: ComponentChildren }) {
  return (
    <div class="section">
      <div class="section-head">
        <Skeleton width="52px" />
      </div>
      {children}
    </div>
  );
}
