import { expect, test } from "vitest";
import { askEveryMs } from "./task-query.ts";

test("while its stream is cut the page asks every five seconds, and not at all while it is told", () => {
  const cut = ["connecting", "error", "idle"] as const;
  expect(cut.map(askEveryMs)).toEqual([5_000, 5_000, 5_000]);
  expect(askEveryMs("pending")).toBe(false);
});
