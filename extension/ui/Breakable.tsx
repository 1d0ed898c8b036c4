import { Fragment } from "preact";
import { breaksOf } from "./breaks.ts";

/** Text that goes on in the next line where an address has its joints, not within a word. */
export const Breakable = ({ text }: { text: string }) => (
  <>
    {breaksOf(text).map((part, at) => (
      <Fragment key={at}>
        {at > 0 && <wbr />}
        {part}
      </Fragment>
    ))}
  </>
);
