import { expect, test } from "vitest";
import { explainFinding, readAddressState } from "./address-state.ts";

const then = new Date(0);
const custom = { kind: "custom", verifiedAt: null, lostAt: null } as const;

test("a hostname waits until it is verified, and is lost only when it once was", () => {
  expect(readAddressState(custom)).toMatchObject({ light: "warn", word: "Waiting for DNS" });
  const verified = { ...custom, verifiedAt: then };
  expect(readAddressState(verified)).toEqual({ light: "ok", word: "Verified", since: then });
  const lost = { ...custom, lostAt: then };
  expect(readAddressState(lost)).toEqual({ light: "bad", word: "Lost", since: then });
  expect(readAddressState({ ...custom, kind: "label" }).light).toBe("ok");
});

test.each(["found", "missing", "different", "trouble", "taken"] as const)(
  "the finding %s is told in a sentence of its own",
  (finding) => {
    for (const isVerified of [true, false]) {
      expect(explainFinding(finding, isVerified)).toMatch(/^[A-Z].*\.$/);
    }
  },
);
