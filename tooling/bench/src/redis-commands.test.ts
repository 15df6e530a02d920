import { expect, it } from "vitest";
import { countCommands } from "./redis-commands.ts";

it("counts commands between two readings, but not those of the reading itself", () => {
  const before = new Map([
    ["get", 10],
    ["info", 1],
  ]);
  const after = new Map([
    ["get", 14],
    ["evalsha", 3],
    ["info", 2],
    ["hello", 1],
    ["client|setinfo", 2],
  ]);
  expect(countCommands(before, after)).toBe(7);
});
