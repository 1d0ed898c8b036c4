/** A process that does nothing, as long as the server works: what the machine alone holds up. */
import { watchLongest } from "./longest.ts";

const { answers } = watchLongest();
process.on("message", async (asked) => {
  const answer = answers[String(asked)];
  if (answer) process.send?.(await answer());
  else process.exit(0);
});
process.send?.({});
