import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { say } from "./say.ts";
import "./console.css";
import "./start.css";

interface StartCardProps {
  title: string;
  text: string;
  children: ComponentChildren;
}

/** What stands before the console: one question in the middle of the page. */
export function StartCard({ title, text, children }: StartCardProps) {
  useEffect(() => {
    document.title = say("console.title", { page: title });
  }, [title]);
  return (
    <main class="start">
      <div class="start-card">
        <span class="nav-mark" aria-hidden="true" />
        <h1 class="start-title">{title}</h1>
        <p class="start-text">{text}</p>
        {children}
      </div>
    </main>
  );
}
