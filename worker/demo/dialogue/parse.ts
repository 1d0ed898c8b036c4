/** One thing said, or done, in an episode. */
export interface Line {
  who: "customer" | "agent" | "bot";
  /** Left out half of the time. */
  optional: boolean;
  /** Ways to say it; a text in brackets is something other than text: `[sticker 謝謝]`. */
  ways: string[];
}

/** A scene that a conversation may contain. */
export interface Episode {
  name: string;
  /** What a team would tag it with. */
  tags: string[];
  lines: Line[];
}

const WHO = { c: "customer", a: "agent", b: "bot" } as const;

/**
 * Reads a script: `# name | tag, tag` opens an episode; `c`, `a` and `b` say who speaks (customer,
 * agent, bot), `?` before it makes the line optional, ` | ` separates ways to say it.
 */
export function parseEpisodes(script: string): Episode[] {
  const episodes: Episode[] = [];
  for (const row of script.split("\n")) {
    if (row.trim() === "") continue;
    const title = /^# (\S+) \|(.*)$/.exec(row);
    if (title) {
      const tags = (title[2] ?? "").split(",").map((tag) => tag.trim());
      episodes.push({ name: title[1] ?? "", tags: tags.filter(Boolean), lines: [] });
      continue;
    }
    const line = /^(\??)([cab]) (.+)$/.exec(row);
    if (!line) throw new Error(`not a line of a script: ${row}`);
    episodes.at(-1)?.lines.push({
      who: WHO[line[2] as keyof typeof WHO],
      optional: line[1] === "?",
      ways: (line[3] ?? "").split(" | "),
    });
  }
  return episodes;
}
