import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { afterPaint } from "../lib/after-paint.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { Customer } from "./Customer.ts";
import { t } from "./messages.ts";
import type { Sections } from "./sections.ts";
import { failureText } from "./words.ts";

let loading: Promise<Sections> | undefined;

/** Fetches the code of the sections below, once. */
export function loadBelow(): Promise<Sections> {
  loading ??= import("./sections-below.ts").then(
    ({ BELOW }) => BELOW,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** How tall they were last, px: their place is kept until they are drawn, so that nothing scrolls away. */
let height = 0;

/** The sections nobody sees without scrolling: drawn a frame later, so that a switch shows sooner. */
export function Below({ customer }: { customer: Customer }) {
  const [sections, setSections] = useState<Sections | null>(null);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const place = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    let isOver = false;
    afterPaint()
      .then(() => (isOver ? null : loadBelow()))
      .then(
        (loaded) => isOver || setSections(loaded),
        () => isOver || setFailed(true),
      );
    return () => {
      isOver = true;
    };
  }, [tries]);
  useEffect(() => {
    if (!sections || !place.current) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) height = entry.contentRect.height;
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [sections]);

  if (failed && !sections)
    return (
      <Notice
        tone="warning"
        icon="offline"
        action={
          <Button
            kind="quiet"
            onClick={() => {
              setFailed(false);
              setTries(tries + 1);
            }}
          >
            {t("screen.retry")}
          </Button>
        }
      >
        {failureText({ code: "OFFLINE" })}
      </Notice>
    );
  return (
    <div ref={place} class="panel-below" style={sections ? {} : { minHeight: `${height}px` }}>
      {sections?.map(({ id, View }) => (
        <View key={id} customer={customer} />
      ))}
    </div>
  );
}
