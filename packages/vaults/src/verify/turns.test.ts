import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

/** What happens, in its order, while a computation passes its turn after so many ms of work. */
async function passAfter(workedMs: number): Promise<string[]> {
  let nowMs = 0;
  const turns = new Turns({ monotonicMs: () => nowMs });
  const happened: string[] = [];
  const other = new Promise<void>((resolve) => {
    setImmediate(() => {
      happened.push("another");
      resolve();
    });
  });
  nowMs = workedMs;
  await turns.pass();
  happened.push("itself");
  await other;
  return happened;
}

test("whoever waits goes first once a computation has had its share", async () => {
  expect(await passAfter(10)).toEqual(["another", "itself"]);
});

test("a computation goes on while its share lasts", async () => {
  expect(await passAfter(9)).toEqual(["itself", "another"]);
});
