import { formatWhen } from "../../lib/format.ts";
import { Section } from "../../ui/Section.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages.ts";
import "./page.css";
import { type ShownPage, shownPage } from "./shown-page.ts";

/** The page a website customer wrote from, for as long as they have it open (P9). */
export function Page({ customer }: { customer: Customer }) {
  const page = shownPage(customer.view.value, customer.confirmed.value);
  if (!page) return null;
  return (
    <Section id="page" title={t("page.title")}>
      <div class={`page page-${page.state}`} role="status">
        <Where page={page} now={customer.now()} />
      </div>
    </Section>
  );
}

function Where({ page, now }: { page: ShownPage; now: number }) {
  switch (page.state) {
    case "checking":
      return <p class="page-quiet">{t("page.checking")}</p>;
    case "none":
      return <p class="page-quiet">{t("page.none")}</p>;
    case "offline":
      return (
        <p class="page-state">
          <span class="page-dot" aria-hidden="true" />
          <span>{t("page.offline")}</span>
          <span class="page-quiet">{t("page.last-seen", { when: formatWhen(page.at, now) })}</span>
        </p>
      );
    case "online":
      return (
        <>
          <p class="page-state">
            <span class="page-dot page-dot-online" aria-hidden="true" />
            <span>{t("page.online")}</span>
          </p>
          {page.url === null ? (
            <p class="page-title">
              {page.title} <span class="page-quiet">{t("page.no-link")}</span>
            </p>
          ) : (
            <a
              class="page-link"
              href={page.url}
              target="_blank"
              rel="noopener noreferrer nofollow"
              title={page.url}
            >
              <span class="page-title" dir="auto">
                {page.title}
              </span>
              <span class="page-place truncate">{page.place}</span>
              <span class="hidden-visually">{t("page.opens")}</span>
            </a>
          )}
        </>
      );
  }
}
