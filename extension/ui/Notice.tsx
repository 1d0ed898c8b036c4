import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./Icon.tsx";
import "./notice.css";

interface NoticeProps {
  tone?: "quiet" | "warning" | "danger";
  icon?: IconName;
  children: ComponentChildren;
  action?: ComponentChildren;
  /** Read out when it appears. */
  live?: boolean;
}

/** One line or two that stay until what they say is no longer so. */
export function Notice({ tone = "quiet", icon, children, action, live }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={live ? "status" : undefined}>
      {icon && <Icon name={icon} size={14} />}
      <div class="notice-text">{children}</div>
      {action}
    </div>
  );
}

/** A whole screen without a customer: what is so, why, and the way on. */
export function EmptyScreen(props: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}) {
  return (
    <div class="empty-screen">
      <span class="empty-screen-icon">
        <Icon name={props.icon} size={22} />
      </span>
      <h1 class="empty-screen-title" tabIndex={-1} data-focus="heading">
        {props.title}
      </h1>
      {props.children && <div class="empty-screen-text">{props.children}</div>}
      {props.action}
    </div>
  );
}
