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

it("leaves it to V8 where nothing can be asked for", () => {
  expect(() => createChunkCollector(null)(64 * mib)).not.toThrow();
});
