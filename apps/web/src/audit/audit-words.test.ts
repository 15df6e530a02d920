import { expect, test } from "vitest";
import { actorWords, targetWords } from "./audit-words.ts";

const id = "01a22867-0e02-7169-91a1-52bebf4ded16";

test("an actor is named as people know it", () => {
  const actor = { id, name: null, email: null };
  expect(actorWords({ ...actor, kind: "user", name: "Ada" })).toBe("Ada");
  expect(actorWords({ ...actor, kind: "user" })).toBe("Somebody who is gone");
  expect(actorWords({ ...actor, kind: "host" })).toBe("Host …bf4ded16");
  expect(actorWords({ ...actor, kind: "system", id: "auth:reset" })).toBe("auth:reset");
  expect(actorWords({ ...actor, kind: "anonymous", id: null })).toBe("A stranger");
});

test("a target is its name, the address that was invited, or the end of its id", () => {
  const target = { kind: "invitation", id, name: null };
  expect(targetWords({ target: { ...target, kind: "user", name: "Bob" }, detail: {} })).toBe("Bob");
  expect(targetWords({ target, detail: { email: "bob@example.org" } })).toBe("bob@example.org");
  expect(targetWords({ target: { ...target, kind: "pairing-code" }, detail: {} })).toBe(
    "pairing code …bf4ded16",
  );
});
