import { afterEach, describe, expect, it } from "vitest";
import { createBudget } from "./budget.ts";
import { closeCodes, rstCodes } from "./codes.ts";
import { maxStreamId } from "./constants.ts";
import { finBit, frameTypes } from "./frame.ts";
import type { MuxStream } from "./stream-api.ts";
import { converse, echoThrough, request, someBytes, until } from "./testing/client.ts";
import { openFrame, rawFrame, windowFrame } from "./testing/frames.ts";
import { framesOf, scriptMux, turn } from "./testing/scripted-mux.ts";
import { openTunnel, type Tunnel, type TunnelOptions } from "./testing/tunnel.ts";
import { wireKinds } from "./testing/wires.ts";

const nobody = { onData: () => undefined, onEnd: () => undefined, onClose: () => undefined };
const empty = Buffer.alloc(0);

describe.each(wireKinds)("a tunnel over %s", (kind) => {
  const tunnels: Tunnel[] = [];

  async function start(options: TunnelOptions = {}): Promise<Tunnel> {
    const tunnel = await openTunnel(kind, options);
    tunnels.push(tunnel);
    return tunnel;
  }

  afterEach(async () => {
    for (const tunnel of tunnels.splice(0)) await tunnel.dispose();
  });

  it("ten thousand streams leave nothing behind", async () => {
    const { relay, agent } = await start();
    const bytes = someBytes(100);
    for (let batch = 0; batch < 100; batch++) {
      const talks = Array.from({ length: 100 }, () => {
        const talk = converse(relay.mux);
        talk.stream.write(bytes);
        return talk;
      });
      talks.forEach((talk, index) => {
        if (index % 3 === 0) talk.stream.end();
        else if (index % 3 === 1) talk.stream.reset(rstCodes.CANCELLED);
        else talk.stream.release();
      });
      await Promise.all(talks.map((talk) => talk.ended));
    }
    await until(() => agent.mux.activeStreams === 0);
    expect(relay.mux.activeStreams).toBe(0);
    expect(relay.budget.usedBytes).toBe(0);
    expect(agent.budget.usedBytes).toBe(0);
    expect(relay.mux.status().windowBytes).toBe(0);
  }, 20_000);

  it("takes no new stream after GOAWAY and finishes the open ones", async () => {
    const { relay, agent } = await start();
    const talk = converse(relay.mux);
    await until(() => talk.opened);
    agent.mux.goAway(closeCodes.AGENT_STOP, 10_000, "stopping");
    await until(() => relay.goAways.length > 0);
    expect(relay.goAways[0]).toEqual({
      code: closeCodes.AGENT_STOP,
      highestStreamId: talk.stream.id,
      graceMs: 10_000,
      text: "stopping",
    });
    expect(relay.mux.open(request, nobody)).toBe("going-away");
    talk.stream.end(someBytes(100_000));
    expect(await talk.ended).toEqual({ kind: "ended" });
    expect(talk.stream.receivedBytes).toBe(100_000);
  });

  it("refuses with 13 a stream that crossed the GOAWAY", async () => {
    const { relay, agent } = await start();
    agent.mux.goAway(closeCodes.AGENT_STOP, 1_000, "stopping");
    const talk = converse(relay.mux);
    expect(await talk.ended).toMatchObject({ kind: "reset", code: rstCodes.GOING_AWAY });
  });

  it("refuses with 8 more streams than this side takes at once", async () => {
    const { relay } = await start({ terms: { maxStreams: 2 } });
    const talks = [converse(relay.mux), converse(relay.mux)];
    expect(relay.mux.open(request, nobody)).toBe("too-many-streams");
    talks[0]?.stream.end();
    await talks[0]?.ended;
    await echoThrough(relay.mux, someBytes(10));
  });

  it("names the end of a connection that just broke", async () => {
    const { relay, agent, wires } = await start();
    const talk = converse(relay.mux);
    wires.agent.destroy();
    expect(await talk.ended).toEqual({ kind: "lost", code: null });
    await until(() => agent.ends.length > 0);
    expect(relay.ends[0]).toMatchObject({ code: null, by: "wire" });
    expect(relay.mux.open(request, nobody)).toBe("closed");
  });

  it("1,024 streams open and carry bytes at once, within the budgets of both sides", async () => {
    const { relay, agent } = await start();
    const bytes = someBytes(20_000);
    const talks = Array.from({ length: 1_024 }, () => converse(relay.mux));
    await until(() => agent.mux.activeStreams === 1_024);
    for (const end of [relay, agent]) expect(end.budget.usedBytes).toBeLessThanOrEqual(2 ** 25);
    for (const talk of talks) talk.stream.end(bytes);
    const ends = await Promise.all(talks.map((talk) => talk.ended));
    expect(ends.every((end) => end.kind === "ended")).toBe(true);
    expect(talks.every((talk) => talk.stream.receivedBytes === bytes.length)).toBe(true);
  }, 20_000);

  it("answers malformed bytes with 4003, and the other side hears it", async () => {
    const { relay, agent, wires } = await start();
    wires.relay.write([rawFrame(frameTypes.DATA, 99, someBytes(3))], 11);
    await until(() => agent.ends.length > 0 && relay.ends.length > 0);
    expect(agent.ends[0]).toMatchObject({ code: closeCodes.PROTOCOL_ERROR, by: "local" });
    expect(relay.ends[0]).toMatchObject({ code: closeCodes.PROTOCOL_ERROR, by: "peer" });
  });
});

describe("malformed input", () => {
  const faults: [string, Buffer[]][] = [
    ["an unknown type below 30", [rawFrame(0x2f, 0, empty)]],
    ["bit 6", [rawFrame(frameTypes.PING | 0x40, 0, Buffer.alloc(8))]],
    ["FIN on a WINDOW", [openFrame(1), rawFrame(frameTypes.WINDOW | finBit, 1, Buffer.alloc(4))]],
    ["a HELLO after the handshake", [rawFrame(frameTypes.HELLO, 0, Buffer.from("{}"))]],
    ["an OPEN over 4 KiB", [rawFrame(frameTypes.OPEN, 1, Buffer.alloc(4_097))]],
    ["an OPEN with an id of this side", [openFrame(2)]],
    ["an OPEN with a used id", [openFrame(1), openFrame(1)]],
    ["DATA for a stream that never was", [rawFrame(frameTypes.DATA, 5, empty)]],
    ["DATA over 64 KiB", [openFrame(1), rawFrame(frameTypes.DATA, 1, Buffer.alloc(65_537))]],
    ["DATA on stream 0", [rawFrame(frameTypes.DATA, 0, empty)]],
    [
      "DATA after FIN",
      [
        openFrame(1),
        rawFrame(frameTypes.DATA | finBit, 1, empty),
        rawFrame(frameTypes.DATA, 1, empty),
      ],
    ],
    [
      "OPENED for a stream opened by its sender",
      [openFrame(1), rawFrame(frameTypes.OPENED, 1, empty)],
    ],
    ["a short RST", [openFrame(1), rawFrame(frameTypes.RST, 1, Buffer.alloc(2))]],
    ["a PING on a stream", [rawFrame(frameTypes.PING, 1, Buffer.alloc(8))]],
    ["a NOTE over 1 KiB", [openFrame(1), rawFrame(frameTypes.NOTE, 1, Buffer.alloc(1_025))]],
    ["a NOTE for a stream that never was", [rawFrame(frameTypes.NOTE, 5, Buffer.alloc(2))]],
    ["a GOAWAY with a long text", [rawFrame(frameTypes.GOAWAY, 0, Buffer.alloc(111))]],
  ];

  it.each(faults)("%s ends the tunnel with 4003", async (_name, frames) => {
    const { mux, wire, ends } = scriptMux();
    wire.arrive(...frames);
    expect(wire.closes.map((close) => close.code)).toEqual([closeCodes.PROTOCOL_ERROR]);
    expect(mux.closed).toBe(true);
    wire.end(null);
    expect(ends).toMatchObject([{ code: closeCodes.PROTOCOL_ERROR, by: "local" }]);
  });

  it("RELEASE from an agent ends the tunnel with 4003", () => {
    const { mux, wire } = scriptMux({ role: "relay" });
    const talk = converse(mux);
    wire.arrive(rawFrame(frameTypes.RELEASE, talk.stream.id, empty));
    expect(wire.closes.map((close) => close.code)).toEqual([closeCodes.PROTOCOL_ERROR]);
  });

  it("skips a type that a later version may add, however long it is", () => {
    const { wire, opened } = scriptMux();
    wire.arrive(rawFrame(0x31, 77, Buffer.alloc(200_000)), openFrame(1));
    expect(opened.length).toBe(1);
    expect(wire.closes).toEqual([]);
  });

  it("drops what comes for a closed stream", async () => {
    const { wire, opened, mux } = scriptMux();
    wire.arrive(openFrame(1));
    opened[0]?.reset(rstCodes.CANCELLED);
    const late = [frameTypes.DATA, frameTypes.RELEASE].map((type) => rawFrame(type, 1, empty));
    wire.arrive(...late, windowFrame(1, 9), rawFrame(frameTypes.RST, 1, Buffer.alloc(6)));
    expect(mux.closed).toBe(false);
  });

  it("answers a malformed OPEN with RST 10 and lives on", async () => {
    const { wire, opened } = scriptMux();
    const unknownKind = Buffer.alloc(16);
    unknownKind[0] = 9;
    unknownKind[5] = 1;
    const longField = Buffer.alloc(16 + 1_025);
    longField[0] = 1;
    longField[5] = 1;
    longField.writeUInt16BE(1_025, 6);
    const noCredit = Buffer.alloc(16);
    noCredit[0] = 1;
    const tooMuch = Buffer.from(noCredit);
    tooMuch.writeUInt32BE(2 ** 31, 2);
    const bad = [unknownKind, longField, Buffer.alloc(3), Buffer.alloc(17, 1), noCredit, tooMuch];
    bad.forEach((payload, index) => {
      wire.arrive(rawFrame(frameTypes.OPEN, 1 + 2 * index, payload));
    });
    await turn();
    const resets = framesOf(wire.sentBytes).filter((frame) => frame.type === frameTypes.RST);
    expect(resets.map((frame) => frame.payload.readUInt16BE(0))).toEqual(bad.map(() => 10));
    expect(opened).toEqual([]);
    expect(wire.closes).toEqual([]);
  });

  it("a peer that makes this side answer and reads no answer is cut off", () => {
    const { wire, ends } = scriptMux();
    wire.confirms = false;
    const ping = rawFrame(frameTypes.PING, 0, Buffer.alloc(8));
    const flood = Buffer.concat(Array.from({ length: 1_000 }, () => ping));
    for (let count = 0; count < 200 && ends.length === 0; count++) wire.arrive(flood);
    expect(ends).toMatchObject([{ code: closeCodes.PROTOCOL_ERROR, text: "takes no answers" }]);
    expect(wire.destroyed).toBe(true);
  });
});

describe("what is said beside a reset", () => {
  it.each(wireKinds)("reaches the opener with the code over %s", async (kind) => {
    const onOpen = (stream: MuxStream) => stream.reset(rstCodes.NOT_OWNER, "not here");
    const tunnel = await openTunnel(kind, { onOpen });
    const end = await new Promise((resolve) => {
      tunnel.relay.mux.open(request, { ...nobody, onClose: resolve });
    });
    expect(end).toMatchObject({ kind: "reset", code: rstCodes.NOT_OWNER, note: "not here" });
    await tunnel.dispose();
  });

  it("is left out when it is too long, and nothing but the code counts", async () => {
    const { wire, opened } = scriptMux();
    wire.arrive(openFrame(1));
    opened[0]?.reset(rstCodes.NOT_OWNER, "é".repeat(513));
    await turn();
    expect(framesOf(wire.sentBytes).map((frame) => frame.type)).not.toContain(frameTypes.NOTE);
  });

  it("alone ends nothing", () => {
    const { wire, opened } = scriptMux();
    wire.arrive(openFrame(1), rawFrame(frameTypes.NOTE, 1, Buffer.from("hi")));
    expect([opened[0]?.closed, wire.closes]).toEqual([false, []]);
  });
});

describe("budgets", () => {
  const mib = 2 ** 20;

  it("a stream begins with less, the more the open ones have begun with", async () => {
    const { mux, wire } = scriptMux({ limits: { tunnelBudgetBytes: mib } });
    for (let count = 0; count < 7; count++) converse(mux);
    await turn();
    const opens = framesOf(wire.sentBytes).filter((frame) => frame.type === frameTypes.OPEN);
    const credits = opens.map((frame) => frame.payload.readUInt32BE(2));
    expect(credits).toEqual([262_144, 65_536, 65_536, 65_536, 65_536, 8_192, 8_192]);
  });

  it("a stream begins alike each way", async () => {
    const { mux, wire } = scriptMux({ limits: { tunnelBudgetBytes: 2 ** 14 } });
    const talk = converse(mux);
    talk.stream.write(someBytes(10_000));
    await turn();
    expect(talk.stream.sentBytes).toBe(8_192);
    wire.arrive(openFrame(1, 4_000), rawFrame(frameTypes.DATA, 1, someBytes(4_001)));
    await turn();
    const [reset] = framesOf(wire.sentBytes).filter((frame) => frame.type === frameTypes.RST);
    expect(reset?.payload.readUInt16BE(0)).toBe(rstCodes.CREDIT_VIOLATION);
  });

  it("what would pass a budget is not opened, and is refused with 8 to the peer", async () => {
    const budget = createBudget(12_000);
    const { mux, wire } = scriptMux({ budget });
    converse(mux);
    expect(mux.open(request, nobody)).toBe("over-budget");
    expect(budget.fullness).toBeGreaterThan(0.9);
    wire.arrive(openFrame(1));
    await turn();
    const [reset] = framesOf(wire.sentBytes).filter((frame) => frame.type === frameTypes.RST);
    expect(reset?.payload.readUInt16BE(0)).toBe(rstCodes.REFUSED);
    expect(mux.activeStreams).toBe(1);
  });

  it("a process budget is shared by its tunnels and freed with their streams", () => {
    const budget = createBudget(12_000);
    const first = scriptMux({ budget });
    const second = scriptMux({ budget });
    const talk = converse(first.mux);
    expect(second.mux.open(request, nobody)).toBe("over-budget");
    talk.stream.reset(rstCodes.CANCELLED);
    expect(typeof second.mux.open(request, nobody)).toBe("object");
  });

  it("windows that grew leave the place of 1,024 streams alone, and grow no further", async () => {
    const { wire, opened, mux, budget, clock } = scriptMux({ budget: createBudget(32 * mib) });
    await turn();
    await clock.advance(50);
    const [ping] = framesOf(wire.sentBytes);
    wire.arrive(rawFrame(frameTypes.PONG, 0, ping?.payload ?? Buffer.alloc(8)));
    // What a relay names for one stream after the other, by the same rule.
    const begun = Array.from({ length: 1_024 }, (_, at) =>
      at < 32 ? 262_144 : at < 160 ? 65_536 : 8_192,
    );
    const open = (at: number) => wire.arrive(openFrame(2 * at + 1, begun[at]));
    const flow = (stream: MuxStream, byteCount: number) => {
      for (let left = byteCount; left > 0; left -= 4_096) {
        wire.arrive(rawFrame(frameTypes.DATA, stream.id, Buffer.alloc(4_096)));
        stream.consumed(4_096);
      }
    };
    for (let at = 0; at < 32; at++) open(at);
    for (let round = 0; round < 5; round++) for (const stream of opened) flow(stream, mib);
    const grownBytes = mux.status().windowBytes - 32 * 262_144;
    expect(grownBytes).toBeGreaterThan(7 * mib);
    expect(grownBytes).toBeLessThanOrEqual(8 * mib);
    for (let at = 32; at < 1_024; at++) open(at);
    await turn();
    const resets = framesOf(wire.sentBytes).filter((frame) => frame.type === frameTypes.RST);
    expect([resets.length, mux.activeStreams]).toEqual([0, 1_024]);
    expect(budget.usedBytes).toBeLessThanOrEqual(32 * mib);
    mux.destroy(closeCodes.INTERNAL, "the test is over");
    expect(budget.usedBytes).toBe(0);
  });
});

describe("stream ids", () => {
  it("run out at 2³¹, which is said once", () => {
    const scripted = scriptMux({ role: "relay", limits: { firstStreamId: maxStreamId } });
    const talk = converse(scripted.mux);
    expect(talk.stream.id).toBe(2 ** 31 - 1);
    expect(scripted.exhausted).toBe(1);
    expect(scripted.mux.open(request, nobody)).toBe("ids-exhausted");
    expect(scripted.exhausted).toBe(1);
  });

  it("are odd for a relay and even for an agent, and rise", () => {
    const relay = scriptMux({ role: "relay" });
    const agent = scriptMux({ role: "agent" });
    expect([1, 2, 3].map(() => converse(relay.mux).stream.id)).toEqual([1, 3, 5]);
    expect([1, 2, 3].map(() => converse(agent.mux).stream.id)).toEqual([2, 4, 6]);
  });
});

describe("the end of a tunnel", () => {
  it("a carrier that does not close within 5 s is destroyed", async () => {
    const { mux, wire, clock, ends } = scriptMux();
    mux.close(closeCodes.AGENT_STOP, "stop");
    expect(ends).toEqual([]);
    await clock.advance(6_000);
    expect(wire.destroyed).toBe(true);
    expect(ends).toEqual([{ code: closeCodes.AGENT_STOP, by: "local", text: "stop" }]);
  });

  it("says in GOAWAY what the close frame says, with a text cut to 100 bytes", async () => {
    const { mux, wire } = scriptMux();
    mux.close(closeCodes.REPLACED, "é".repeat(80));
    const goAway = framesOf(wire.sentBytes).at(-1);
    expect(goAway?.type).toBe(frameTypes.GOAWAY);
    expect(goAway?.payload.readUInt16BE(0)).toBe(closeCodes.REPLACED);
    expect(goAway?.payload.toString("utf8", 10)).toBe("é".repeat(50));
    expect(wire.closes).toEqual([{ code: closeCodes.REPLACED, text: "é".repeat(50) }]);
  });

  it("an OPEN whose texts cannot be sent is the caller's error, and uses no id", () => {
    const { mux } = scriptMux();
    const target = "t".repeat(1_025);
    expect(() => mux.open({ ...request, target }, nobody)).toThrow(RangeError);
    expect(converse(mux).stream.id).toBe(2);
  });
});
