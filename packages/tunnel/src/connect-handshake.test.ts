import { systemClock } from "@homeport/platform";
import { afterEach, describe, expect, it } from "vitest";
import { closeCodes } from "./codes.ts";
import { acceptConnect, dialConnect } from "./connect-handshake.ts";
import type { ConnectOffer } from "./connect-hello.ts";
import { HandshakeError } from "./errors.ts";
import { frameTypes } from "./frame.ts";
import { defaultLimits } from "./limits.ts";
import { connectWires, type WirePair, wireKinds } from "./testing/wires.ts";
import type { Wire } from "./wire/wire.ts";
import { FrameWriter } from "./writer.ts";

const offer: ConnectOffer = {
  ...{ protocols: [1], relayId: "relay-1", boot: "b", minAgentVersion: "0.1.0" },
  ...{ maxStreams: 256, creditBytes: 65_536, features: [] },
};

function accept(wire: Wire, change: Partial<ConnectOffer> = {}) {
  return acceptConnect({
    ...{ wire, clock: systemClock, deadlineMs: 200 },
    offer: { ...offer, ...change },
    welcome: { tunnelId: "c-1", warnings: [] },
    serves: (version) => version === "0.1.0",
  });
}

function dial(wire: Wire, agentVersion = "0.1.0") {
  return dialConnect({ wire, clock: systemClock, agentVersion, deadlineMs: 200 });
}

function codeOf(result: PromiseSettledResult<unknown>): number | null {
  if (result.status === "fulfilled") return 0;
  return result.reason instanceof HandshakeError ? result.reason.closeCode : null;
}

describe.each(wireKinds)("the handshake of a connecting client over %s", (kind) => {
  const pairs: WirePair[] = [];
  afterEach(async () => {
    for (const pair of pairs.splice(0)) await pair.dispose();
  });

  async function pairUp(): Promise<WirePair> {
    const pair = await connectWires(kind);
    pairs.push(pair);
    return pair;
  }

  it("tells each side of the other", async () => {
    const { relay, agent } = await pairUp();
    const [accepted, dialled] = await Promise.all([accept(relay), dial(agent)]);
    expect(accepted).toEqual({ protocol: 1, agentVersion: "0.1.0", features: [] });
    expect(dialled).toEqual(offer);
  });

  it("is refused on both sides without a common protocol, and for a client that is too old", async () => {
    const later = await pairUp();
    const without = await Promise.allSettled([
      accept(later.relay, { protocols: [2] }),
      dial(later.agent),
    ]);
    expect(without.map(codeOf)).toEqual([closeCodes.VERSION, closeCodes.VERSION]);
    const old = await pairUp();
    const tooOld = await Promise.allSettled([accept(old.relay), dial(old.agent, "0.0.1")]);
    expect(tooOld.map(codeOf)).toEqual([closeCodes.VERSION, closeCodes.VERSION]);
  });

  it("takes no HELLO of an agent for one", async () => {
    const { relay, agent } = await pairUp();
    const accepted = Promise.allSettled([accept(relay)]);
    agent.attach({ onBytes: () => {}, onFlushed: () => {}, onClosed: () => {} });
    const json = Buffer.from(JSON.stringify({ protocol: 1, hostId: "h" }));
    const writer = new FrameWriter({ ...defaultLimits, slabBytes: 0 });
    const signed = Buffer.concat([Buffer.from([0, json.length]), json, Buffer.alloc(64)]);
    writer.hello(frameTypes.HELLO, signed);
    const { pendingBytes } = writer;
    agent.write(writer.take(), pendingBytes);
    expect((await accepted).map(codeOf)).toEqual([closeCodes.PROTOCOL_ERROR]);
  });

  it("ends by itself when the other side says nothing", async () => {
    const silent = await pairUp();
    expect((await Promise.allSettled([accept(silent.relay)])).map(codeOf)).toEqual([
      closeCodes.HANDSHAKE_TIMEOUT,
    ]);
    const mute = await pairUp();
    expect((await Promise.allSettled([dial(mute.agent)])).map(codeOf)).toEqual([
      closeCodes.HANDSHAKE_TIMEOUT,
    ]);
  });
});
