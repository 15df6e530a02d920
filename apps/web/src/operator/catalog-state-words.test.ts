import { expect, test } from "vitest";
import { outcomeWords, replicaWords } from "./catalog-state-words.ts";

test.each([
  [{ state: "ready", generation: 7 }, "generation 7"],
  [{ state: "applying", generation: 5 }, "generation 5, 2 behind, applying"],
  [{ state: "refused", generation: 6 }, "generation 6, 1 behind, refused"],
  [{ state: "starting", generation: null }, "starting"],
  [{ state: "degraded", generation: null }, "serves nothing"],
] as const)("a replica says how far it has come: %j", (replica, words) => {
  expect(replicaWords(replica, 7)).toBe(words);
});

test("an outcome that nobody foresaw is no success", () => {
  expect(outcomeWords("fetch-failed")).toBe("The repository could not be looked at.");
});
