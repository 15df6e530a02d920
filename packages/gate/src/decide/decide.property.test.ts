import { expect, test } from "vitest";
import { principalOf, type RandomCase, randomCase, seeded } from "../../test/random-cases.ts";
import { referenceDecide } from "../../test/reference.ts";
import { readPath, readPathSlowly } from "../read-request/read-request.ts";
import { compileRules } from "../rule/compile-rules.ts";
import { decide } from "./decide.ts";

/** `FULL=1` asks for the million, which takes minutes. */
const cases = process.env["FULL"] === "1" ? 1_000_000 : 100_000;
const seed = 20_260_117;

function ours(one: RandomCase, rounds: number): string {
  const readings = readPath(one.path, rounds);
  if (readings === null) return "BAD_PATH";
  const decision = decide({
    appId: "app",
    organizationId: "org",
    ownerUserId: "u1",
    rules: compileRules(one.rules),
    readings,
    principal: principalOf(one.visitor),
  });
  if (decision.pass) return "pass";
  return decision.code === "NO_RULE" ? "NO_RULE" : "refused";
}

function firstDifference(rounds: number): string | null {
  const random = seeded(seed);
  for (let at = 0; at < cases; at += 1) {
    const one = randomCase(random);
    const theirs = referenceDecide(one.path, one.rules, "u1", one.visitor);
    const mine = ours(one, rounds);
    // Which of two refusals comes first is not part of the promise when a rule is missing as well.
    const same = mine === theirs || (theirs === "NO_RULE" && mine === "refused");
    if (!same) return `case ${at}: ${JSON.stringify(one)} is ${mine}, the reference says ${theirs}`;
  }
  return null;
}

test(`decide agrees with an independent slow reference on ${cases.toLocaleString("en")} cases`, () => {
  expect(firstDifference(2)).toBeNull();
}, 900_000);

test("with one round of decoding fewer the two disagree", () => {
  expect(firstDifference(1)).not.toBeNull();
}, 120_000);

test("the short way for plain paths never differs from the long one", () => {
  const random = seeded(seed + 1);
  const alphabet = ["/", "/", "a", "B", "9", ".", "..", "_", "~", "-", "//", "%41"];
  for (let at = 0; at < 20_000; at += 1) {
    const length = 1 + Math.floor(random() * 12);
    const parts = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]);
    const path = `/${parts.join("")}`;
    expect(readPath(path), path).toEqual(readPathSlowly(path));
  }
});
