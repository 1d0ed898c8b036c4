import type { ComponentChildren } from "preact";
import "./section.css";

interface SectionProps {
  id: string;
  title: string;
  /** Beside the title, such as a number. */
  detail?: ComponentChildren;
  action?: ComponentChildren;
  children: ComponentChildren;
}

/** A titled part of a narrow column. */
export function Section({ id, title, detail, action, children }: SectionProps) {
  return (
    <section class="section" aria-labelledby={`${id}-heading`}>
      <header class="section-head">
        <h2 id={`${id}-heading`} class="section-title" tabIndex={-1} data-focus="heading">
          {title}
        </h2>
        {detail !== undefined && <span class="section-detail">{detail}</span>}
        {action && <span class="section-action">{action}</span>}
      </header>
      {children}
    </section>
  );
}
