import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fault, type Happening, VaultWorld } from "../../test/vault-world.ts";
import { nodePrimitives } from "../primitives/node.ts";
import { prepareDelta, type VaultVersion } from "./delta.ts";
import { printHash } from "./hash.ts";

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Happening>({ what: "submit" }) },
  { weight: 9, arbitrary: fc.constant<Happening>({ what: "check" }) },
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constant("land" as const), which: fc.nat({ max: 3 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant("wait" as const),
      ms: fc.constantFrom(10_000, 20_000, 700_000, 90_000_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant("lag" as const), steps: fc.nat({ max: 3 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom<Happening>(
      { what: "abandon" },
      { what: "retain" },
      { what: "expire" },
      { what: "outage" },
    ),
  },
);

/** The legal moves, written once more so that the table of the code is not its own judge. */
const legalMoves = new RegExp(
  `^(?:${[
    "none > accepted > candidate",
    "candidate > landed > canonical",
    "candidate > (?<cause>exhausted|diverged) > retained \\k<cause>",
    "candidate > retain-asked > retained operator",
    "candidate > (?:abandoned|exhausted|diverged|retain-asked) > discarded abandoned",
    "retained \\w+ > landed > canonical",
    "discarded (?:abandoned|superseded) > landed > canonical",
    "retained \\w+ > (?<end>superseded|overtaken|expired) > discarded \\k<end>",
    "discarded abandoned > superseded > discarded superseded",
  ].join("|")})$`,
);

function foldCanonical(world: VaultWorld): VaultVersion {
  const canonical = world.deltas
    .filter(({ state }) => state.status === "canonical")
    .sort((left, right) => left.prepared.next.nonce - right.prepared.next.nonce);
  return canonical.reduce<VaultVersion>((from, { prepared }) => {
    const { kind, payload } = prepared;
    return prepareDelta(nodePrimitives, from, { kind, payload }).next;
  }, world.creation.next);
}

/** The first promise that the world breaks; null while it keeps them all. */
function findBroken(world: VaultWorld): string | null {
  const states = world.deltas.map(({ state }) => state.status);
  const nonces = world.deltas
    .filter(({ state }) => state.status === "canonical")
    .map(({ prepared }) => prepared.next.nonce)
    .sort((left, right) => left - right);
  if (nonces.some((nonce, at) => nonce !== at + 1)) return "a gap in the chain";
  if (nonces.length !== world.head.nonce) return "a head without its deltas";
  if (printHash(foldCanonical(world).commitment) !== printHash(world.head.commitment)) {
    return "a head that is not the fold";
  }
  if (states.filter((status) => status === "candidate").length > 1) return "two candidates";
  const isStuck = world.deltas.some(
    ({ state, prepared }) => state.status === "retained" && prepared.next.nonce <= world.head.nonce,
  );
  if (isStuck) return "a retained delta behind the head";
  const digests = world.deltas.map(({ prepared }) => printHash(prepared.digest));
  const promised = [printHash(world.creation.digest), ...digests];
  if (promised.join() !== world.acknowledged.join()) return "an acknowledgement without its delta";
  const illegal = world.moves.find((move) => !legalMoves.test(move));
  return illegal === undefined ? null : `an illegal move: ${illegal}`;
}

function play(schedule: readonly Happening[], faults: readonly Fault[] = []): string | null {
  const world = new VaultWorld(faults);
  for (const happening of schedule) {
    world.happen(happening);
    const broken = findBroken(world);
    if (broken !== null) return broken;
  }
  return null;
}

describe("whatever happens to a vault and its source", () => {
  test("its head is the fold of a chain without gap, one delta waits, none moves but as it may", () => {
    fc.assert(
      fc.property(fc.array(happenings, { minLength: 10, maxLength: 60 }), (schedule) => {
        expect(play(schedule)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  const submit: Happening = { what: "submit" };
  const check: Happening = { what: "check" };
  const landed: readonly Happening[] = [submit, { what: "land", which: 0 }, check];

  test.each<[Fault, readonly Happening[], string]>([
    ["accept while one waits", [submit, submit], "two candidates"],
    [
      "forget who was overtaken",
      [submit, { what: "retain" }, { what: "land", which: 0 }, submit, { what: "retain" }, check],
      "a retained delta behind the head",
    ],
  ])("a world that would %s breaks a promise", (fault, schedule, broken) => {
    expect(play(schedule)).toBeNull();
    expect(play(schedule, [fault])).toBe(broken);
  });

  test("a delta that lands late, after it was given up and replaced, is history all the same", () => {
    const wait: Happening = { what: "wait", ms: 20_000 };
    const world = new VaultWorld();
    const story: readonly Happening[] = [
      ...landed,
      submit,
      { what: "abandon" },
      ...[wait, check, wait, check],
      submit,
      { what: "land", which: 0 },
      ...[wait, check, wait, check, check],
    ];
    for (const happening of story) world.happen(happening);
    expect(world.moves.slice(2)).toEqual([
      "none > accepted > candidate",
      "candidate > abandoned > discarded abandoned",
      "discarded abandoned > superseded > discarded superseded",
      "none > accepted > candidate",
      "candidate > diverged > retained diverged",
      "discarded superseded > landed > canonical",
      "retained diverged > overtaken > discarded overtaken",
    ]);
    expect(world.head.nonce).toBe(2);
  });
});
