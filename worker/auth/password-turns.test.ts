import { expect, test, vi } from "vitest";
import { Failure } from "../domain/failure.ts";
import { verifyInTurn } from "./password-turns.ts";

const work = vi.hoisted(() => ({ running: 0, most: 0, finish: [] as (() => void)[] }));

vi.mock(import("./password.ts"), () => ({
  hashPassword: async () => "",
  async verifyPassword() {
    work.most = Math.max(work.most, ++work.running);
    await new Promise<void>((resolve) => work.finish.push(resolve));
    work.running--;
    return true;
  },
}));

test("a flood is worked off two at a time, and what cannot wait is turned away at once", async () => {
  const calls = Array.from({ length: 80 }, () =>
    verifyInTurn("guess", null).catch((error: unknown) => error instanceof Failure && error.code),
  );
  expect(await Promise.race(calls.slice(-1))).toBe("UNAVAILABLE");
  const finishing = setInterval(() => work.finish.splice(0).forEach((done) => done()), 1);
  const answers = await Promise.all(calls);
  clearInterval(finishing);
  expect(work.most).toBe(2);
  expect(answers.filter((answer) => answer === true).length).toBeGreaterThanOrEqual(64);
  expect(answers.filter((answer) => answer === "UNAVAILABLE").length).toBeGreaterThan(0);
});
