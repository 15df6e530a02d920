import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createChunkCollector } from "./chunk-collector.ts";

const mib = 1024 * 1024;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it("asks once for every 16 MiB that pass, however they are cut", async () => {
  let asked = 0;
  const passed = createChunkCollector(() => {
    asked += 1;
  });
  for (let turn = 0; turn < 64 * 16; turn++) {
    passed(64 * 1024);
    if (turn % 16 === 15) await nextTurn();
  }
  await nextTurn();
  expect(asked).toBe(4);
  passed(15 * mib);
  await nextTurn();
  expect(asked).toBe(4);
});

/** Walks over all that lives, in a process of its own in which 384 MiB of chunks pass. */
function walksOverChunks(nodeArgs: readonly string[]): number {
  const program = fileURLToPath(new URL("./testing/pass-chunks.ts", import.meta.url));
  return Number(execFileSync(process.execPath, [...nodeArgs, program], { encoding: "utf8" }));
}

it("V8 then walks the heap for fewer than half as many chunks", () => {
  const without = walksOverChunks(["--max-semi-space-size=4"]);
  const beside = walksOverChunks(["--max-semi-space-size=4", "--expose-gc"]);
  expect(without).toBeGreaterThan(2);
  expect(beside).toBeLessThan(without / 2);
});
