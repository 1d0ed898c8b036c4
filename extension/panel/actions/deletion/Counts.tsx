import type { DeletionCounts } from "../../../../shared/schemas/conversations.ts";
import { say } from "./words.ts";

const NAMES = ["messages", "files", "notes", "taggings", "events", "values"] as const;

/** How much goes, what there is none of left out. */
export function Counts({ counts }: { counts: DeletionCounts }) {
  const shown = NAMES.filter((name) => counts[name] > 0 || name === "messages");
  return (
    <ul class="deletion-counts">
      {shown.map((name) => (
        <li key={name}>{say(name, { n: counts[name] })}</li>
      ))}
    </ul>
  );
}
