export * from "./members.ts";
export * from "./batch.ts";
export * from "./channels.ts";
export * from "./people.ts";
export * from "./tags.ts";
export * from "./conversations.ts";
