import { expect, test } from "vitest";
import { createHashQueue } from "./hash-queue.ts";

test("hashes run one at a time, in order", async () => {
  const queue = createHashQueue(50);
  const seen: string[] = [];
  let running = 0;
  const hash = (name: string) => async () => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    seen.push(name);
  };
  await Promise.all(["a", "b", "c"].map((name) => queue.run(hash(name))));
  expect(seen).toEqual(["a", "b", "c"]);
});

test("the one beyond fifty waiting is refused at once", async () => {
  const queue = createHashQueue(50);
  const gate = Promise.withResolvers<void>();
  const accepted = Array.from({ length: 51 }, () => queue.run(() => gate.promise));
  await expect(queue.run(() => Promise.resolve())).rejects.toMatchObject({ code: "HASHING_BUSY" });
  expect(queue.waiting()).toBe(50);
  gate.resolve();
  await Promise.all(accepted);
  expect(queue.waiting()).toBe(0);
});

test("a hash that fails does not hold up the next", async () => {
  const queue = createHashQueue(50);
  const failed = queue.run(() => Promise.reject(new Error("no")));
  const next = queue.run(() => Promise.resolve("yes"));
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe("yes");
});
