import { BUSINESS } from "./business.ts";
import { CAMP } from "./camp.ts";
import { CANTONESE } from "./cantonese.ts";
import { CARE } from "./care.ts";
import { ENGLISH } from "./english.ts";
import { ORDERS } from "./orders.ts";
import { type Episode, parseEpisodes } from "./parse.ts";
import { SIZES } from "./sizes.ts";
import { SMALLTALK } from "./smalltalk.ts";
import { TRIPS } from "./trips.ts";

export type Topic = "sizes" | "orders" | "trips" | "camp" | "care" | "business";
export type Language = "zh" | "yue" | "en";

const topics: Record<Topic, Episode[]> = {
  sizes: parseEpisodes(SIZES),
  orders: parseEpisodes(ORDERS),
  trips: parseEpisodes(TRIPS),
  camp: parseEpisodes(CAMP),
  care: parseEpisodes(CARE),
  business: parseEpisodes(BUSINESS),
};
const smalltalk = parseEpisodes(SMALLTALK);

/** What somebody of that language talks about, what they care for most in front. */
export function episodesFor(language: Language, likes: readonly Topic[]): Episode[][] {
  if (language === "en") return [parseEpisodes(ENGLISH)];
  const chinese = [
    likes.flatMap((topic) => topics[topic]),
    [
      ...(Object.keys(topics) as Topic[])
        .filter((topic) => !likes.includes(topic) && topic !== "business")
        .flatMap((topic) => topics[topic]),
      ...smalltalk,
    ],
  ];
  return language === "yue" ? [parseEpisodes(CANTONESE), ...chinese.slice(1)] : chinese;
}
