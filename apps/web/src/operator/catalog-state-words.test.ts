import { expect, test } from "vitest";
import { callWords, outcomeWords, replicaWords } from "./catalog-state-words.ts";

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

test("what came of a call of the webhook is a sentence, whatever the row says", () => {
  expect(callWords("already-loaded")).toBe("The commit that it names was live already.");
  expect(callWords("in-sync")).toBe(outcomeWords("in-sync"));
  expect(callWords("something newer")).toBe(outcomeWords("something newer"));
  expect(callWords(null)).toBe("Its end has not been noted.");
});
