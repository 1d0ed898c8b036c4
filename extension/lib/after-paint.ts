/** In a page that is not seen there is no frame to wait for, ms. */
const NO_FRAME_WITHIN = 100;
/** A page that is busy with something else gets to it after this long, ms. */
const IDLE_WITHIN = 50;

/** Once what was just rendered is drawn and nothing else is due: for work that must not make a frame late. */
export const afterPaint = (): Promise<void> =>
  typeof requestAnimationFrame === "function"
    ? new Promise((resolve) => {
        const timer = setTimeout(resolve, NO_FRAME_WITHIN);
        requestAnimationFrame(() => {
          clearTimeout(timer);
          // Safari has none; a timer's turn may come before the frame is drawn.
          if (typeof requestIdleCallback === "function")
            requestIdleCallback(() => resolve(), { timeout: IDLE_WITHIN });
          else setTimeout(resolve, 1);
        });
      })
    : Promise.resolve();
