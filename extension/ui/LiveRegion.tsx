import { announcement } from "./announce.ts";

/** Read out, not seen. One in a page. */
export function LiveRegion() {
  return (
    <p class="hidden-visually" role="status">
      {announcement.value}
    </p>
  );
}
