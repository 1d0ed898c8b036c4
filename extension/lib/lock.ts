/**
 * Runs `work` while no other page of this origin holds the lock of that name. A browser that gives a framed
 * page of another site no storage denies it locks too; it then shares nothing that a lock would protect.
 */
export function holdLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  let begun = false;
  return navigator.locks
    .request(name, () => {
      begun = true;
      return work();
    })
    .catch((error: unknown) => {
      if (!begun && error instanceof DOMException && error.name === "SecurityError") return work();
      throw error;
    });
}
