import { afterEach, describe, expect, it } from "vitest";
import { rstCodes } from "./codes.ts";
import { converse, echoThrough, someBytes, until } from "./testing/client.ts";
import { openTunnel, type Tunnel, type TunnelOptions } from "./testing/tunnel.ts";
import { wireKinds } from "./testing/wires.ts";

describe.each(wireKinds)("streams over %s", (kind) => {
  const tunnels: Tunnel[] = [];

  async function start(options: TunnelOptions = {}): Promise<Tunnel> {
    const tunnel = await openTunnel(kind, options);
    tunnels.push(tunnel);
    return tunnel;
  }

  afterEach(async () => {
    for (const tunnel of tunnels.splice(0)) await tunnel.dispose();
  });

  it("carries bytes both ways unchanged and ends when both sides have", async () => {
    const { relay, agent } = await start();
    const bytes = someBytes(3_000_000);
    const { back, end } = await echoThrough(relay.mux, bytes);
    expect(end).toEqual({ kind: "ended" });
    expect(back.equals(bytes)).toBe(true);
    await until(() => agent.mux.activeStreams === 0);
  });

  it("delivers bytes before the opener has sent its last", async () => {
    const { relay } = await start();
    const talk = converse(relay.mux);
    talk.stream.write(Buffer.from("first"));
    await until(() => talk.received.length > 0);
    expect(talk.opened).toBe(true);
    expect(Buffer.concat(talk.received).toString()).toBe("first");
    expect(talk.end).toBeNull();
  });

  it("keeps one direction open after the other has ended", async () => {
    const late: (() => void)[] = [];
    const { relay } = await start({
      onOpen(stream) {
        stream.listen({
          onData: (bytes) => stream.consumed(bytes.length),
          onEnd: () => late.push(() => stream.end(Buffer.from("after your end"))),
          onClose: () => undefined,
        });
      },
    });
    const talk = converse(relay.mux);
    talk.stream.end(Buffer.from("question"));
    await until(() => late.length > 0);
    expect(talk.end).toBeNull();
    late[0]?.();
    expect(await talk.ended).toEqual({ kind: "ended" });
    expect(Buffer.concat(talk.received).toString()).toBe("after your end");
  });

  it("tells the other end of a reset with its code and the bytes that were delivered", async () => {
    const { relay } = await start({
      onOpen(stream) {
        stream.listen({
          onData(bytes) {
            stream.markDelivered(bytes.length);
            stream.reset(rstCodes.TARGET_RESET);
          },
          onEnd: () => undefined,
          onClose: () => undefined,
        });
      },
    });
    const talk = converse(relay.mux);
    talk.stream.write(Buffer.from("12345"));
    expect(await talk.ended).toEqual({
      kind: "reset",
      by: "peer",
      code: rstCodes.TARGET_RESET,
      deliveredBytes: 5,
    });
  });

  it("tells the agent that an exchange is complete, and leaves its connection to it", async () => {
    const ends: string[] = [];
    const { relay } = await start({
      onOpen(stream) {
        stream.listen({
          onData(bytes) {
            stream.consumed(bytes.length);
            stream.write(Buffer.from("answer"));
          },
          onEnd: () => undefined,
          onClose: (end) => ends.push(end.kind),
        });
      },
    });
    const talk = converse(relay.mux);
    talk.stream.write(Buffer.from("question"));
    await until(() => talk.received.length > 0);
    talk.stream.release();
    expect(await talk.ended).toEqual({ kind: "released" });
    await until(() => ends.length > 0);
    expect(ends).toEqual(["released"]);
  });

  it("loses every stream with the tunnel", async () => {
    const { relay, agent } = await start();
    const talks = [converse(relay.mux), converse(relay.mux)];
    await until(() => agent.mux.activeStreams === 2);
    agent.mux.close(4002, "stop");
    for (const talk of talks) expect(await talk.ended).toEqual({ kind: "lost", code: 4002 });
    await until(() => relay.ends.length > 0 && agent.ends.length > 0);
    expect(relay.ends).toEqual([{ code: 4002, by: "peer", text: "stop" }]);
    expect(agent.ends).toEqual([{ code: 4002, by: "local", text: "stop" }]);
  });
});
