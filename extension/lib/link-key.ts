import type { ServerLink } from "./host.ts";

/** Names a workspace in storage: `https://alongside.example/w/acme`. */
export const linkKey = (link: ServerLink): string => `${link.server}/w/${link.workspace}`;
