import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import type { Resource } from "./Resource.ts";
import { failureText, say } from "./say.ts";

interface PageFrameProps {
  title: string;
  intro: string;
  action?: ComponentChildren;
  children: ComponentChildren;
}

let opened = false;

/** Heading, a sentence and the page. The heading takes the focus when the address changes. */
export function PageFrame({ title, intro, action, children }: PageFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The first page of a visit leaves the focus where the browser put it.
    if (opened) heading.current?.focus();
    opened = true;
    scrollTo(0, 0);
  }, []);
  return (
    <div class="page">
      <div class="page-head">
        <div class="page-names">
          <h1 ref={heading} class="page-title" tabIndex={-1}>
            {title}
          </h1>
          <p class="page-intro">{intro}</p>
        </div>
        {action}
      </div>
      {children}
    </div>
  );
}

interface LoadedProps<Data> {
  resource: Resource<Data>;
  /** How many lines keep the place while it loads. */
  lines?: number;
  children: (data: Data) => ComponentChildren;
}

/** Data, or its place while it is on its way, or why it did not come and a way to try again. */
export function Loaded<Data>({ resource, lines = 4, children }: LoadedProps<Data>) {
  const data = resource.data.value;
  const failure = resource.failure.value;
  return (
    <>
      {failure && (
        <Notice
          tone="danger"
          icon="warning"
          live
          action={
            <Button
              kind="quiet"
              icon="retry"
              busy={resource.loading.value}
              onClick={() => void resource.load()}
            >
              {say("console.retry")}
            </Button>
          }
        >
          {failureText(failure)}
          {failure.requestId && (
            <span class="page-request"> {say("console.requestId", { id: failure.requestId })}</span>
          )}
        </Notice>
      )}
      {data !== null && children(data)}
      {data === null && !failure && <Waiting lines={lines} />}
    </>
  );
}

function Waiting({ lines }: { lines: number }) {
  return (
    <div class="page-card page-waiting" role="status" aria-label={say("console.loading")}>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} class="page-waiting-line">
          <Skeleton width="32px" height={32} round />
          <Skeleton width={`${30 + ((line * 17) % 25)}%`} />
          <Skeleton width="90px" />
        </div>
      ))}
    </div>
  );
}
