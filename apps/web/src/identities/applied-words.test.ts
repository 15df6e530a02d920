import { expect, test } from "vitest";
import { tellApplied } from "./applied-words.ts";

test("relays are named only while some do not have the change", () => {
  expect(tellApplied("Saved", { relays: 3, of: 3 })).toBe("Saved");
  expect(tellApplied("Saved", { relays: 0, of: 0 })).toBe("Saved");
  expect(tellApplied("Saved", { relays: 2, of: 3 })).toMatch(/^Saved\. 2 of 3 relays have it/);
});
