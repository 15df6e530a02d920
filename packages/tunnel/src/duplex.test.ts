import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterEach, describe, expect, it } from "vitest";
import { rstCodes } from "./codes.ts";
import { streamDuplex } from "./duplex.ts";
import { StreamError } from "./errors.ts";
import { request, someBytes, until } from "./testing/client.ts";
import { openTunnel, type Tunnel } from "./testing/tunnel.ts";
import { wireKinds } from "./testing/wires.ts";

const nobody = { onData: () => undefined, onEnd: () => undefined, onClose: () => undefined };

/** The tunnel ends under what a test left open; that is no failure of the test. */
function careless(duplex: Duplex): Duplex {
  return duplex.on("error", () => undefined);
}

describe.each(wireKinds)("a Duplex over %s", (kind) => {
  const tunnels: Tunnel[] = [];

  /** A tunnel whose agent hands every stream to `take`, and the relay's end of one stream. */
  async function start(
    take: (duplex: Duplex) => void,
  ): Promise<{ tunnel: Tunnel; open(): Duplex }> {
    const tunnel = await openTunnel(kind, {
      onOpen(stream) {
        take(careless(streamDuplex(stream)));
        stream.accept();
      },
    });
    tunnels.push(tunnel);
    return {
      tunnel,
      open() {
        const opened = tunnel.relay.mux.open(request, nobody);
        if (typeof opened === "string") throw new Error(opened);
        return careless(streamDuplex(opened));
      },
    };
  }

  afterEach(async () => {
    for (const tunnel of tunnels.splice(0)) await tunnel.dispose();
  });

  it("carries more than every buffer on the way, unchanged", async () => {
    const { tunnel, open } = await start((duplex) => void pipeline(duplex, duplex));
    const bytes = someBytes(5_000_000);
    const duplex = open();
    const received: Buffer[] = [];
    duplex.on("data", (chunk: Buffer) => received.push(chunk));
    duplex.end(bytes);
    await once(duplex, "end");
    expect(Buffer.concat(received).equals(bytes)).toBe(true);
    await until(() => tunnel.relay.mux.activeStreams + tunnel.agent.mux.activeStreams === 0);
  });

  it("holds no more than a window and its own buffer while nobody reads", async () => {
    let far: Duplex | undefined;
    const { tunnel, open } = await start((duplex) => {
      far = duplex;
    });
    const duplex = open();
    for (let count = 0; count < 100; count++) duplex.write(someBytes(65_536));
    await until(() => (far?.readableLength ?? 0) >= 262_144);
    expect(far?.readableLength).toBeLessThanOrEqual(262_144 + 65_536);
    expect(tunnel.relay.mux.status().bytesOut).toBeLessThan(600_000);
  });

  it("serves node:http on both ends", async () => {
    const server = createServer((incoming, answer) => {
      answer.setHeader("x-path", incoming.url ?? "");
      incoming.pipe(answer);
    });
    const { open } = await start((duplex) => server.emit("connection", duplex));
    const outgoing = httpRequest({ createConnection: () => open(), method: "POST", path: "/a" });
    outgoing.end("body");
    const [answer] = await once(outgoing, "response");
    const chunks: Buffer[] = await answer.toArray();
    expect(answer.headers["x-path"]).toBe("/a");
    expect(Buffer.concat(chunks).toString()).toBe("body");
  });

  it("is destroyed with the code and the delivered bytes of a reset", async () => {
    const { open } = await start((duplex) => duplex.destroy());
    const duplex = open();
    const [error] = await once(duplex, "error");
    expect(error).toBeInstanceOf(StreamError);
    expect(error).toMatchObject({
      ...{ code: "STREAM_RESET", rstCode: rstCodes.CANCELLED, deliveredBytes: 0 },
    });
  });

  it("fails a write that waits when the tunnel is lost", async () => {
    const { tunnel, open } = await start(() => undefined);
    const duplex = open();
    const failed = once(duplex, "error");
    const written = new Promise((resolve) => duplex.write(someBytes(1_000_000), resolve));
    await until(() => tunnel.agent.mux.activeStreams === 1);
    tunnel.agent.mux.close(4002, "stop");
    expect(await failed).toMatchObject([{ code: "TUNNEL_LOST", rstCode: null }]);
    expect(await written).toBeInstanceOf(StreamError);
  });
});
