import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { closeCodes } from "../codes.ts";
import { someBytes, until } from "../testing/client.ts";
import { connectWires, type WirePair, wireKinds } from "../testing/wires.ts";
import { webSocketWire } from "./websocket.ts";
import type { WireEnd, WireSink } from "./wire.ts";

class Collector implements WireSink {
  readonly chunks: Buffer[] = [];
  readonly ends: WireEnd[] = [];
  flushes = 0;

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  onBytes(bytes: Buffer): void {
    this.chunks.push(bytes);
  }

  onFlushed(): void {
    this.flushes += 1;
  }

  onClosed(end: WireEnd): void {
    this.ends.push(end);
  }
}

describe.each(wireKinds)("the %s wire", (kind) => {
  const pairs: WirePair[] = [];

  async function start(): Promise<WirePair> {
    const pair = await connectWires(kind);
    pairs.push(pair);
    return pair;
  }

  afterEach(async () => {
    for (const pair of pairs.splice(0)) await pair.dispose();
  });

  it("keeps what comes while nobody is attached, in order", async () => {
    const { relay, agent } = await start();
    const sent = someBytes(300_000);
    relay.write([sent.subarray(0, 10), sent.subarray(10)], sent.length);
    const first = new Collector();
    agent.attach(first);
    expect(first.chunks).toEqual([]);
    await until(() => first.bytes.length >= 10);
    agent.detach(Buffer.from("unread"));
    const taken = first.bytes;
    const second = new Collector();
    agent.attach(second);
    await until(() => taken.length + second.bytes.length === sent.length + 6);
    const whole = Buffer.concat([taken, second.bytes.subarray(6)]);
    expect(second.bytes.subarray(0, 6).toString()).toBe("unread");
    expect(whole.equals(sent)).toBe(true);
  });

  it("counts bytes until the carrier confirms them", async () => {
    const { relay, agent } = await start();
    const sink = new Collector();
    relay.attach(sink);
    agent.attach(new Collector());
    const markBefore = relay.sentMark();
    relay.write([someBytes(5), someBytes(50_000)], 50_005);
    expect(relay.queuedBytes).toBe(50_005);
    await until(() => relay.queuedBytes === 0);
    expect(sink.flushes).toBeGreaterThan(0);
    expect(relay.sentMark()).not.toBe(markBefore);
  });

  it("tells its end once, after all bytes, also to a sink that comes later", async () => {
    const { relay, agent } = await start();
    relay.attach(new Collector());
    relay.write([Buffer.from("last")], 4);
    relay.close(closeCodes.AGENT_STOP, "stop");
    const sink = new Collector();
    agent.attach(sink);
    await until(() => sink.ends.length > 0);
    expect(sink.bytes.toString()).toBe("last");
    expect(sink.ends.length).toBe(1);
    if (kind !== "raw") expect(sink.ends[0]?.code).toBe(closeCodes.AGENT_STOP);
  });
});

describe("the websocket wire", () => {
  it("ends with 4003 at a text message", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const connected = once(server, "connection");
    const far = new WebSocket(`ws://127.0.0.1:${port}`);
    const [closed, opened] = [once(far, "close"), once(far, "open")];
    const sink = new Collector();
    const [ws] = await connected;
    webSocketWire(ws).attach(sink);
    await opened;
    far.send("text");
    await until(() => sink.ends.length > 0);
    expect(sink.ends).toEqual([{ code: closeCodes.PROTOCOL_ERROR, text: "a text message" }]);
    expect((await closed)[0]).toBe(closeCodes.PROTOCOL_ERROR);
    await new Promise((resolve) => server.close(resolve));
  });
});
