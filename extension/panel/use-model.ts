import { useEffect, useState } from "preact/hooks";

/** A model for as long as the component is mounted. */
export function useLifetime<Model>(create: (lifetime: AbortSignal) => Model): Model {
  const [made] = useState(() => {
    const ending = new AbortController();
    return { model: create(ending.signal), ending };
  });
  useEffect(() => () => made.ending.abort(), [made]);
  return made.model;
}
