import { expect, it } from "vitest";
import { currentValue } from "./current-value.ts";

const values = { name: "Notes", docs: "https://docs.example" };

it("shows an optional field as empty once it was cleared", () => {
  expect(currentValue(values, [{ path: ["docs"], value: null }], "docs")).toBeNull();
});

it("shows what the file says of a field that was not changed, and else what it was changed to", () => {
  const changes = [{ path: ["docs"], value: "https://other.example" }];
  expect(currentValue(values, changes, "docs")).toBe("https://other.example");
  expect(currentValue(values, changes, "name")).toBe("Notes");
});
