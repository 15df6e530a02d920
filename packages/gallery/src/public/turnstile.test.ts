import { expect, test } from "vitest";
import { createTurnstile } from "./turnstile.ts";

test("one passes at a time, in order, and a failure holds up nobody", async () => {
  const turnstile = createTurnstile(5);
  const seen: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = turnstile.pass(async () => {
    seen.push("first in");
    await gate.promise;
    throw new Error("no");
  });
  const second = turnstile.pass(async () => void seen.push("second in"));
  await Promise.resolve();
  await Promise.resolve();
  expect(seen).toEqual(["first in"]);
  gate.resolve();
  await expect(first).rejects.toThrow("no");
  await second;
  expect(seen).toEqual(["first in", "second in"]);
});

test("of those who wait only so many are let in", async () => {
  const turnstile = createTurnstile(1);
  const gate = Promise.withResolvers<void>();
  const passing = [turnstile.pass(() => gate.promise), turnstile.pass(() => gate.promise)];
  await expect(turnstile.pass(() => gate.promise)).rejects.toMatchObject({ code: "PUBLIC_BUSY" });
  gate.resolve();
  await Promise.all(passing);
});
