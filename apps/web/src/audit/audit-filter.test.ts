import { expect, test } from "vitest";
import { auditFileOf, auditListInput, everything, isEverything } from "./audit-filter.ts";

const filter = {
  ...everything,
  actor: " ada ",
  action: "member.",
  fromDay: "2026-02-01",
  toDay: "2026-02-01",
};

test("a last day is shown whole, and what is left empty narrows nothing", () => {
  expect(auditListInput(filter)).toEqual({
    actor: "ada",
    action: "member.",
    from: new Date("2026-02-01T00:00:00Z"),
    to: new Date("2026-02-02T00:00:00Z"),
  });
  expect(auditListInput(everything)).toEqual({});
});

test("the file is narrowed as the list is", () => {
  const query = new URL(auditFileOf(filter), "http://x").searchParams;
  expect(Object.fromEntries(query)).toEqual({
    actor: "ada",
    action: "member.",
    from: "2026-02-01T00:00:00.000Z",
    to: "2026-02-02T00:00:00.000Z",
  });
});

test("a day that is half typed counts as none", () => {
  expect(auditListInput({ ...everything, fromDay: "2026-0" })).toEqual({});
  expect(isEverything(everything)).toBe(true);
  expect(isEverything(filter)).toBe(false);
});
