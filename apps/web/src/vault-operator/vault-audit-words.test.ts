import { expect, test } from "vitest";
import { changeWords, reasonWords } from "./vault-audit-words.ts";

test("an act on a vault shows its reason, and one that was refused what was asked for", () => {
  expect(reasonWords({ action: "vault.pause", detail: { reason: "lost" } })).toBe("lost");
  expect(reasonWords({ action: "vault.denied", detail: { action: "vault.retain" } })).toBe(
    "vault.retain",
  );
  expect(reasonWords({ action: "vault.create", detail: {} })).toBe("–");
});

test("an act on a vault shows what was before and after, where both are known", () => {
  expect(changeWords({ detail: { before: "candidate", after: "retained" } })).toBe(
    "candidate → retained",
  );
  expect(changeWords({ detail: { after: "retained" } })).toBe("–");
});
