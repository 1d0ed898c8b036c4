import { useEffect } from "preact/hooks";

/** Runs when the person comes back to the page: somebody else may have changed what it shows. */
export function useOnReturn(run: () => unknown): void {
  useEffect(() => {
    const back = () => {
      if (document.visibilityState === "visible") run();
    };
    document.addEventListener("visibilitychange", back);
    return () => document.removeEventListener("visibilitychange", back);
  }, [run]);
}
