import { expect, test } from "vitest";
import { dayRange, describeUses, emptyDraft, findLinkProblems, toLinkInput } from "./link-words.ts";

const now = new Date("2026-03-10T12:00:00").getTime();

test("a day may be chosen from tomorrow to a year from now", () => {
  expect(dayRange(now)).toEqual({ first: "2026-03-11", last: "2027-03-10" });
  const on = (date: string) => findLinkProblems({ ...emptyDraft, life: "date", date }, now).date;
  expect(on("2026-03-11")).toBeUndefined();
  expect(on("2027-03-10")).toBeUndefined();
  for (const date of ["", "2026-03-10", "2027-03-11"]) expect(on(date)).toBeDefined();
});

test.each(["", "1", " 12 ", "999999"])("%j is a number of uses", (uses) => {
  expect(findLinkProblems({ ...emptyDraft, uses }, now)).toEqual({});
});

test.each(["0", "-1", "1.5", "many", "1000000"])("%j is none", (uses) => {
  expect(findLinkProblems({ ...emptyDraft, uses }, now).uses).toBeDefined();
});

test("a path starts with a slash", () => {
  expect(findLinkProblems({ ...emptyDraft, path: "album" }, now).path).toBeDefined();
});

test("a draft is sent with its end, and a chosen day counts to its last second", () => {
  const draft = { ...emptyDraft, label: "Grace", uses: "3" };
  expect(toLinkInput("a", draft)).toEqual({
    ...{ appId: "a", label: "Grace", path: "/", maxUses: 3 },
    ends: { inMs: 604_800_000 },
  });
  expect(toLinkInput("a", { ...draft, life: "date", date: "2026-04-01", uses: "" })).toMatchObject({
    ends: { at: new Date("2026-04-01T23:59:59") },
    maxUses: null,
  });
});

test.each([
  [0, null, "never used"],
  [1, null, "used 1 time"],
  [2, null, "used 2 times"],
  [0, 1, "used 0 of 1 time"],
  [2, 3, "used 2 of 3 times"],
])("%i of %s reads as %s", (uses, maxUses, words) => {
  expect(describeUses({ uses, maxUses })).toBe(words);
});
