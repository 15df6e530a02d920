import { expect, test } from "vitest";
import { actorId } from "./actor.ts";
import { assertNever, invariant } from "./assert.ts";
import { backoffMs } from "./backoff.ts";
import { constantTimeEqual, sha256 } from "./digest.ts";
import { newId, newToken } from "./id.ts";
import { systemRandom } from "./random.ts";

const zeros = { bytes: (count: number) => new Uint8Array(count), number: () => 0 };
const ones = { bytes: (count: number) => new Uint8Array(count).fill(255), number: () => 1 };

test("ids are UUIDv7 of their moment", () => {
  expect(newId(0x0123456789ab, zeros)).toBe("01234567-89ab-7000-8000-000000000000");
  expect(newId(0, ones)).toBe("00000000-0000-7fff-bfff-ffffffffffff");
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("ids made later sort later", () => {
  expect(newId(2, zeros) > newId(1, ones)).toBe(true);
});

test("tokens are 32 random bytes unless told", () => {
  expect(newToken()).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(newToken(zeros, 16)).toBe("A".repeat(22));
  expect(newToken()).not.toBe(newToken());
});

test("a back-off doubles up to its most, and spreads over the upper half", () => {
  const options = { baseMs: 100, maxMs: 1_000 };
  expect([0, 1, 2, 3, 4, 99].map((attempt) => backoffMs(attempt, options, ones))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
  expect(backoffMs(0, options, zeros)).toBe(50);
});

test("secrets are compared whole, whatever their lengths", () => {
  expect(constantTimeEqual("abc", Buffer.from("abc"))).toBe(true);
  expect(constantTimeEqual("abc", "abd")).toBe(false);
  expect(constantTimeEqual("abc", "abcd")).toBe(false);
});

test("a digest is SHA-256", () => {
  expect(sha256("").toString("hex")).toMatch(/^e3b0c44298fc1c149afbf4c8996fb924/);
});

test("chance is within its bounds", () => {
  for (let tries = 0; tries < 100; tries++) {
    const number = systemRandom.number();
    expect(number >= 0 && number < 1).toBe(true);
  }
});

test("an actor's id is that of the person, host or program; a stranger has none", () => {
  const user = { kind: "user", userId: "u", sessionId: "s", name: "n", email: "e" } as const;
  expect(actorId(user)).toBe("u");
  expect(actorId({ kind: "host", hostId: "h", organizationId: "o" })).toBe("h");
  expect(actorId({ kind: "system", name: "sweep" })).toBe("sweep");
  expect(actorId({ kind: "anonymous" })).toBeNull();
});

test("a broken claim throws, and so does a case that cannot be", () => {
  expect(() => invariant(false, "one is two")).toThrow("one is two");
  expect(() => assertNever("x" as never)).toThrow("x");
});
