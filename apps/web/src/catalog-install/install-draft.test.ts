import { expect, test } from "vitest";
import type { ShownEntry } from "../public-catalog/catalog-types.ts";
import { newDraft, standingProblems, toChoice, toRequest } from "./install-draft.ts";

const settings = [
  { key: "title", type: "text" },
  { key: "count", type: "number" },
  { key: "loud", type: "boolean" },
  { key: "secret", type: "generated" },
];
// What a draft looks at of an entry.
const shown = {
  view: { slug: "notes", hasTemplate: true },
  full: { entry: { settings } },
} as unknown as ShownEntry;

test("a draft is sent with what was filled in, each value in its own type", () => {
  const draft = newDraft(shown);
  const filled = { title: "", count: "12", loud: false, secret: "x", other: "y" };
  const choice = { slug: "notes", mode: "compose", version: null };
  expect(toChoice(shown, { ...draft, settings: filled })).toEqual({
    ...{ ...choice, settings: { count: 12, loud: false } },
  });
  const odd = toChoice(shown, { ...draft, settings: { count: "many" } });
  expect(odd).toEqual({ ...choice, settings: { count: "many" } });
});

test("an app that is taken in brings its port and no settings", () => {
  const draft = { ...newDraft(shown), mode: "adopt" as const, port: "8080", hostId: "h1" };
  expect(toRequest(shown, { ...draft, settings: { title: "x" } })).toEqual({
    ...{ slug: "notes", mode: "adopt", hostId: "h1", name: "notes", port: 8080, permissions: [] },
    requestId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/),
  });
});

test("what was found of an earlier choice stands for the settings that are still the same, and for no other", () => {
  const checked = toChoice(shown, { ...newDraft(shown), settings: { title: "x", count: "many" } });
  const found = ["settings.title", "settings.count", "settings.gone", "version"].map((field) => ({
    ...{ field, message: "is wrong" },
  }));
  const now = toChoice(shown, { ...newDraft(shown), settings: { title: "x", count: "12" } });
  const fields = (choice: typeof now) =>
    standingProblems(found, checked, choice).map(({ field }) => field);
  expect(fields(now)).toEqual(["settings.title", "settings.gone", "version"]);
  expect(fields({ ...now, version: "1.0" })).toEqual(["settings.title", "settings.gone"]);
  expect(fields({ slug: "notes", mode: "adopt" })).toEqual([]);
});

test("a page keeps its request, and another page has another", () => {
  expect(newDraft(shown).requestId).not.toBe(newDraft(shown).requestId);
});
