import { expect, test } from "vitest";
import { createSubjectIndex } from "./subject-index.ts";

test("a subject is found with every key that it concerns, and with none once they are gone", () => {
  const index = createSubjectIndex();
  const found: (readonly string[])[] = [];
  const note = () => found.push(index.keysOf("user:u"));
  note();
  index.add("user:u", "a");
  index.add("user:u", "a");
  note();
  index.add("user:u", "b");
  index.add("user:u", "c");
  note();
  index.remove("user:u", "b");
  index.remove("user:u", "nobody's");
  index.remove("user:u", "a");
  note();
  index.remove("user:u", "c");
  note();
  expect(found).toEqual([[], ["a"], ["a", "b", "c"], ["c"], []]);
});

test("a key that was never there takes no other one along", () => {
  const index = createSubjectIndex();
  index.add("user:u", "a");
  index.remove("user:u", "b");
  index.remove("user:v", "a");
  expect(index.keysOf("user:u")).toEqual(["a"]);
  index.clear();
  expect(index.keysOf("user:u")).toEqual([]);
});
