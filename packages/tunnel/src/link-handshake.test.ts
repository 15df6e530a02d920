import { randomBytes } from "node:crypto";
import { systemClock } from "@homeport/platform";
import { afterEach, describe, expect, it } from "vitest";
import { closeCodes } from "./codes.ts";
import { HandshakeError } from "./errors.ts";
import { acceptLink, dialLink, type LinkTerms } from "./link-handshake.ts";
import type { LinkKey } from "./link-proof.ts";
import { connectWires, type WirePair, wireKinds } from "./testing/wires.ts";
import { memoryWirePair } from "./wire/memory.ts";

const current: LinkKey = { kid: "new", key: Buffer.alloc(32, 1) };
const previous: LinkKey = { kid: "old", key: Buffer.alloc(32, 2) };
const foreign: LinkKey = { kid: "new", key: Buffer.alloc(32, 3) };

function terms(relayId: string): LinkTerms {
  const nonce = randomBytes(32).toString("base64url");
  return { relayId, nonce, maxStreams: 10, creditBytes: 1_000 };
}

type Keys = readonly [LinkKey, ...LinkKey[]];

function shakeHands(
  pair: Pick<WirePair, "relay" | "agent">,
  owner: Keys,
  dialler: Keys,
  expectedId = "owner",
) {
  const clock = systemClock;
  return Promise.allSettled([
    acceptLink({ wire: pair.relay, clock, self: terms("owner"), keys: owner, deadlineMs: 1_000 }),
    dialLink({
      ...{ wire: pair.agent, clock, self: terms("dialler"), keys: dialler, expectedId },
      deadlineMs: 1_000,
    }),
  ]);
}

function codeOf(result: PromiseSettledResult<unknown>): number | null {
  if (result.status === "fulfilled") return 0;
  return result.reason instanceof HandshakeError ? result.reason.closeCode : null;
}

describe.each(wireKinds)("a link's handshake over %s", (kind) => {
  const pairs: WirePair[] = [];
  afterEach(async () => {
    for (const pair of pairs.splice(0)) await pair.dispose();
  });

  async function pairUp(): Promise<WirePair> {
    const pair = await connectWires(kind);
    pairs.push(pair);
    return pair;
  }

  it("brings together two relays that share a secret", async () => {
    const [accepted, dialled] = await shakeHands(await pairUp(), [current], [current]);
    expect(accepted).toMatchObject({ status: "fulfilled", value: { relayId: "dialler" } });
    expect(dialled).toMatchObject({ status: "fulfilled", value: { relayId: "owner" } });
  });

  it.each<[string, Keys, Keys]>([
    ["only the owner has the new secret", [current, previous], [previous]],
    ["only the dialler has the new secret", [previous], [current, previous]],
  ])("goes on while a secret is rotated: %s", async (_title, owner, dialler) => {
    const results = await shakeHands(await pairUp(), owner, dialler);
    expect(results.map(codeOf)).toEqual([0, 0]);
  });

  it("refuses a relay that has another secret", async () => {
    const results = await shakeHands(await pairUp(), [current], [foreign]);
    expect(results.map(codeOf)).toEqual([closeCodes.CREDENTIAL, closeCodes.CREDENTIAL]);
  });

  it("refuses another relay than the one that was meant", async () => {
    const results = await shakeHands(await pairUp(), [current], [current], "third");
    expect(results.map(codeOf)).toEqual([closeCodes.CREDENTIAL, closeCodes.CREDENTIAL]);
  });
});

it("is worth nothing when it was recorded, to either side", async () => {
  const recorded: Buffer[] = [];
  const [owner, dialler] = memoryWirePair();
  const write = dialler.write.bind(dialler);
  dialler.write = (parts, byteCount) => {
    recorded.push(...parts.map((part) => Buffer.from(part)));
    write(parts, byteCount);
  };
  const first = await shakeHands({ relay: owner, agent: dialler }, [current], [current]);
  expect(first.map(codeOf)).toEqual([0, 0]);

  const [again, thief] = memoryWirePair();
  const clock = systemClock;
  const accepting = acceptLink({ wire: again, clock, self: terms("owner"), keys: [current] });
  const replayed = Buffer.concat(recorded);
  thief.write([replayed], replayed.length);
  await expect(accepting).rejects.toMatchObject({ closeCode: closeCodes.CREDENTIAL });
});
