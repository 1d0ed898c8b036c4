import { Icon } from "../ui/Icon.tsx";
import { hrefOf } from "./address.ts";
import type { ConsolePage } from "./page.ts";
import { say } from "./say.ts";

interface NavigationProps {
  pages: readonly ConsolePage[];
  current: ConsolePage | null;
  workspace: string;
}

/** Where one can go: only what the role may see. */
export function Navigation({ pages, current, workspace }: NavigationProps) {
  const groups = [...new Set(pages.map((page) => page.group))];
  return (
    <nav class="nav" aria-label={say("console.navigation")}>
      <div class="nav-brand">
        <span class="nav-mark" aria-hidden="true" />
        <span class="nav-names">
          <span class="nav-product">Alongside</span>
          <span class="nav-workspace truncate" title={workspace}>
            {workspace}
          </span>
        </span>
      </div>
      {groups.map((group) => (
        <div key={group} class="nav-group">
          <h2 class="nav-heading">{say(group)}</h2>
          <ul>
            {pages
              .filter((page) => page.group === group)
              .map((page) => (
                <li key={page.path}>
                  <a
                    class="nav-link"
                    href={hrefOf(page.path)}
                    aria-current={page === current ? "page" : undefined}
                  >
                    <Icon name={page.icon} />
                    {say(page.title)}
                  </a>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
