import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../ui/Button.tsx";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { hrefOf } from "./address.ts";
import type { View } from "./ConsoleModel.ts";
import type { ConsolePage, PageProps } from "./page.ts";
import { failureText, say } from "./say.ts";

interface ShownProps extends Omit<PageProps, "me"> {
  view: View<ConsolePage>;
}

/** The page of the address, or why there is none. */
export function Shown({ view, ...props }: ShownProps) {
  switch (view.kind) {
    case "loading":
      return (
        <div class="page" role="status" aria-label={say("console.loading")}>
          <Skeleton width="180px" height={22} />
          <div class="page-card">
            <Skeleton width="60%" />
          </div>
        </div>
      );
    case "failed":
      return (
        <Instead icon="offline" title={say("console.failed")} text={failureText(view.failure)}>
          <Button kind="primary" icon="retry" onClick={props.reloadMe}>
            {say("console.retry")}
          </Button>
        </Instead>
      );
    case "unknown":
      return (
        <Instead icon="search" title={say("console.notFound.title")} text={say("console.notFound.text")}>
          <a href={hrefOf("account")}>{say("console.home")}</a>
        </Instead>
      );
    case "refused":
      return (
        <Instead
          icon="lock"
          title={say("console.refused.title")}
          text={say("console.refused.text", { role: say(`role.${view.me.role}`) })}
        >
          <a href={hrefOf("account")}>{say("console.home")}</a>
        </Instead>
      );
    case "page": {
      const { Page, path } = view.page;
      return <Page key={path} {...props} me={view.me} />;
    }
  }
}

interface InsteadProps {
  icon: IconName;
  title: string;
  text: string;
  children: ComponentChildren;
}

/** What stands where a page cannot. Takes the focus, so that it is read out. */
function Instead({ icon, title, text, children }: InsteadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="instead">
      <span class="instead-icon">
        <Icon name={icon} size={22} />
      </span>
      <h1 ref={heading} class="instead-title" tabIndex={-1}>
        {title}
      </h1>
      <p class="instead-text">{text}</p>
      {children}
    </div>
  );
}
