import { expect, test } from "vitest";
import { addedTo } from "./follow-operation.ts";

test("what is added to a log is printed once, also when the log has lost its beginning", () => {
  expect(addedTo("", "one\n")).toBe("one\n");
  expect(addedTo("one\n", "one\ntwo\n")).toBe("two\n");
  expect(addedTo("one\n", "one\n")).toBe("");
  const known = Array.from({ length: 100 }, (_, n) => `line ${n}\n`).join("");
  expect(addedTo(known, `${known.slice(300)}line 100\n`)).toBe("line 100\n");
  expect(addedTo(known, "all of it is new\n")).toBe("all of it is new\n");
});
