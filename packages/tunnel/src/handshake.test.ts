import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createVirtualClock, systemClock } from "@homeport/platform";
import { afterEach, describe, expect, it } from "vitest";
import { closeCodes } from "./codes.ts";
import { HandshakeError } from "./errors.ts";
import { finBit, frameTypes } from "./frame.ts";
import {
  type AcceptedAgent,
  type AcceptOptions,
  acceptHandshake,
  credentialRefused,
  type DialOptions,
  dialHandshake,
} from "./handshake.ts";
import type { AgentHello, RelayHello } from "./hello.ts";
import { verifyProof } from "./proof.ts";
import { converse, until } from "./testing/client.ts";
import { goAwayFrame, openFrame, rawFrame } from "./testing/frames.ts";
import { startMux } from "./testing/tunnel.ts";
import { connectWires, type WirePair, wireKinds } from "./testing/wires.ts";
import type { WireEnd } from "./wire/wire.ts";

const relayHello: RelayHello = {
  protocols: [1],
  relayId: "relay-1",
  boot: "boot-1",
  nonce: Buffer.alloc(32, 7).toString("base64url"),
  timeMs: 1_700_000_000_000,
  minAgentVersion: "0.1.0",
  maxStreams: 1_024,
  creditBytes: 262_144,
  features: [],
  others: [],
};

const ownHello: Omit<AgentHello, "protocol" | "nonce"> = {
  hostId: "host-1",
  machineId: "machine-1",
  run: 5,
  epoch: 6,
  slot: 0,
  agentVersion: "0.1.0",
  facts: { os: "linux", arch: "x64", cpuCount: 2, memoryBytes: 1_000 },
  maxStreams: 100,
  creditBytes: 65_536,
  features: [],
};

const keys = generateKeyPairSync("ed25519");

function rawKey(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" }).subarray(-32);
}

const byKey: AcceptOptions<string>["judge"] = (hello, proof) =>
  verifyProof(rawKey(keys.publicKey), proof)
    ? { ok: true, value: hello.hostId }
    : { ok: false, code: closeCodes.CREDENTIAL, text: credentialRefused };

describe.each(wireKinds)("a handshake over %s", (kind) => {
  const pairs: WirePair[] = [];

  async function begin(
    changes: { accept?: Partial<AcceptOptions<string>>; dial?: Partial<DialOptions> } = {},
  ): Promise<{
    wires: WirePair;
    accepting: Promise<AcceptedAgent<string>>;
    dialing: ReturnType<typeof dialHandshake>;
  }> {
    const wires = await connectWires(kind);
    pairs.push(wires);
    const accepting = acceptHandshake({
      wire: wires.relay,
      clock: systemClock,
      hello: relayHello,
      judge: byKey,
      ...changes.accept,
    });
    const dialing = dialHandshake({
      wire: wires.agent,
      clock: systemClock,
      hello: () => ownHello,
      sign: (message) => sign(null, message, keys.privateKey),
      ...changes.dial,
    });
    accepting.catch(() => undefined);
    dialing.catch(() => undefined);
    return { wires, accepting, dialing };
  }

  afterEach(async () => {
    for (const pair of pairs.splice(0)) await pair.dispose();
  });

  it("ends with both HELLOs known and a tunnel that carries streams at once", async () => {
    const { wires, accepting, dialing } = await begin();
    const accepted = await accepting;
    expect(accepted.value).toBe("host-1");
    expect(accepted.hello).toEqual({ ...ownHello, protocol: 1, nonce: relayHello.nonce });
    expect(accepted.welcome({ tunnelId: "t-1", warnings: ["old"] })).toBe(true);
    // The relay's first stream may arrive in the same chunk as WELCOME.
    const relay = startMux("relay", wires.relay);
    const talk = converse(relay);
    talk.stream.end(Buffer.from("early"));
    const dialed = await dialing;
    expect(dialed.relay).toEqual(relayHello);
    expect(dialed.welcome).toEqual({ tunnelId: "t-1", warnings: ["old"] });
    startMux("agent", wires.agent);
    expect(await talk.ended).toEqual({ kind: "ended" });
    expect(Buffer.concat(talk.received).toString()).toBe("early");
  });

  it("refuses a signature of another key with 4401 and one sentence", async () => {
    const other = generateKeyPairSync("ed25519");
    const { accepting, dialing } = await begin({
      dial: { sign: (message) => sign(null, message, other.privateKey) },
    });
    await expectFailure(accepting, closeCodes.CREDENTIAL, "local", credentialRefused);
    await expectFailure(dialing, closeCodes.CREDENTIAL, "peer", credentialRefused);
  });

  it("a recorded handshake opens no tunnel", async () => {
    let recorded: { message: Buffer; signature: Buffer } | undefined;
    const first = await begin({
      accept: {
        judge(hello, proof) {
          recorded = proof;
          return byKey(hello, proof);
        },
      },
    });
    await first.accepting;
    const replayed = recorded?.signature ?? Buffer.alloc(64);
    const otherNonce = Buffer.alloc(32, 8).toString("base64url");
    const second = await begin({
      accept: { hello: { ...relayHello, nonce: otherNonce } },
      dial: { sign: () => replayed },
    });
    await expectFailure(second.accepting, closeCodes.CREDENTIAL, "local", credentialRefused);
  });

  it("tells the agent how long to wait when it is refused for load", async () => {
    const { dialing } = await begin({
      accept: {
        judge: () => ({ ok: false, code: closeCodes.OVERLOADED, text: "full", graceMs: 7_000 }),
      },
    });
    const error = await dialing.catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(HandshakeError);
    expect(error).toMatchObject({ closeCode: closeCodes.OVERLOADED, by: "peer", graceMs: 7_000 });
  });

  it("refuses an agent that the relay turns away after its proof", async () => {
    const { accepting, dialing } = await begin();
    const accepted = await accepting;
    accepted.refuse(closeCodes.REPLACED, "a newer run is here");
    await expectFailure(dialing, closeCodes.REPLACED, "peer", "a newer run is here");
    expect(accepted.welcome({ tunnelId: "t-1", warnings: [] })).toBe(false);
  });

  it("ends with 4004 when there is no common protocol", async () => {
    const { accepting, dialing } = await begin({
      accept: { hello: { ...relayHello, protocols: [2] } },
    });
    await expectFailure(dialing, closeCodes.VERSION, "local", "no common protocol");
    await expectFailure(accepting, closeCodes.VERSION, "peer", "no common protocol");
  });

  it.each([
    ["a stream before WELCOME", openFrame(2)],
    ["DATA first", rawFrame(frameTypes.DATA | finBit, 1, Buffer.alloc(0))],
    ["a HELLO that is no HELLO", rawFrame(frameTypes.HELLO, 0, Buffer.from("hello"))],
    ["a HELLO over 16 KiB", rawFrame(frameTypes.HELLO, 0, Buffer.alloc(16_385))],
    ["PING before WELCOME", rawFrame(frameTypes.PING, 0, Buffer.alloc(8))],
  ])("refuses %s with 4003", async (_name, bytes) => {
    const wires = await connectWires(kind);
    pairs.push(wires);
    const accepting = acceptHandshake({
      wire: wires.relay,
      clock: systemClock,
      hello: relayHello,
      judge: byKey,
    });
    accepting.catch(() => undefined);
    wires.agent.write([bytes], bytes.length);
    await expect(accepting).rejects.toMatchObject({ closeCode: closeCodes.PROTOCOL_ERROR });
  });

  it("notices an agent that speaks out of turn while it is judged", async () => {
    const judged = Promise.withResolvers<{ ok: true; value: string }>();
    const { wires, accepting } = await begin({ accept: { judge: () => judged.promise } });
    await until(() => wires.agent.sentMark() > 100);
    const bytes = openFrame(2);
    wires.agent.write([bytes], bytes.length);
    await expect(accepting).rejects.toMatchObject({ closeCode: closeCodes.PROTOCOL_ERROR });
    judged.resolve({ ok: true, value: "too late" });
  });

  it("fails when the connection ends in the middle", async () => {
    const { wires, accepting } = await begin({
      dial: { sign: () => new Promise(() => undefined) },
    });
    await until(() => wires.relay.sentMark() > 0);
    wires.agent.destroy();
    await expect(accepting).rejects.toMatchObject({ closeCode: null, by: "peer" });
  });

  it("ends with 4010 an agent that does not answer in 5 s", async () => {
    const clock = createVirtualClock();
    const { accepting } = await begin({
      accept: { clock },
      dial: { sign: () => new Promise(() => undefined) },
    });
    await clock.advance(4_999);
    await clock.advance(1);
    await expectFailure(accepting, closeCodes.HANDSHAKE_TIMEOUT, "local", "too long");
    await until(() => clock.pending() === 0);
  });

  it("destroys a refused wire whose far end neither reads nor closes, 5 s after it said why", async () => {
    const clock = createVirtualClock();
    const wires = await connectWires(kind);
    pairs.push(wires);
    // The far wire is held: it takes nothing in, and so learns of no end either.
    const accepting = acceptHandshake({
      ...{ wire: wires.relay, clock, hello: relayHello, judge: byKey },
    });
    accepting.catch(() => undefined);
    await clock.advance(5_000);
    await expectFailure(accepting, closeCodes.HANDSHAKE_TIMEOUT, "local", "too long");
    const ends: WireEnd[] = [];
    wires.relay.attach({ onBytes() {}, onFlushed() {}, onClosed: (end) => void ends.push(end) });
    await clock.advance(4_999);
    expect(ends).toEqual([]);
    await clock.advance(1);
    await until(() => ends.length === 1);
  });

  it("destroys a wire whose far end refuses and then does not close", async () => {
    const clock = createVirtualClock();
    const wires = await connectWires(kind);
    pairs.push(wires);
    const dialing = dialHandshake({
      ...{ wire: wires.agent, clock, hello: () => ownHello, sign: () => new Uint8Array(64) },
    });
    const goAway = goAwayFrame(closeCodes.OVERLOADED, "full");
    wires.relay.write([goAway], goAway.length);
    await expectFailure(dialing, closeCodes.OVERLOADED, "peer", "full");
    const ends: WireEnd[] = [];
    wires.agent.attach({ onBytes() {}, onFlushed() {}, onClosed: (end) => void ends.push(end) });
    await clock.advance(5_000);
    await until(() => ends.length === 1);
    expect(clock.pending()).toBe(0);
  });
});

async function expectFailure(
  handshake: Promise<unknown>,
  closeCode: number,
  by: "local" | "peer",
  text: string,
): Promise<void> {
  const error = await handshake.catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(HandshakeError);
  expect(error).toMatchObject({
    ...{ code: "HANDSHAKE_FAILED", closeCode, by },
    detail: expect.stringContaining(text),
  });
}

describe("a proof", () => {
  it("is no exception for a key or a signature of the wrong size", () => {
    const proof = { message: Buffer.from("m"), signature: Buffer.alloc(3) };
    expect(verifyProof(Buffer.alloc(31), proof)).toBe(false);
    expect(verifyProof(rawKey(keys.publicKey), proof)).toBe(false);
  });
});
