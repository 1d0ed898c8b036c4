/** In a page that is not seen there is no frame to wait for, ms. */
const NO_FRAME_WITHIN = 100;

/** Once what was just rendered is drawn: for work that must not make a frame late. */
export const afterPaint = (): Promise<void> =>
  typeof requestAnimationFrame === "function"
    ? new Promise((resolve) => {
        const timer = setTimeout(resolve, NO_FRAME_WITHIN);
        requestAnimationFrame(() => {
          clearTimeout(timer);
          setTimeout(resolve);
        });
      })
    : Promise.resolve();
