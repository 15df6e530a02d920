import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, connect as openSocket, type Socket } from "node:net";
import { systemClock, systemRandom } from "@homeport/platform";
import { closeCodes, maxConnectStreams } from "@homeport/tunnel";
import { afterEach, describe, expect, it } from "vitest";
import {
  type ConnectDoorOptions,
  refuseWith,
  startConnectDoor,
  type TestConnectDoor,
} from "../../test/test-connect-door.ts";
import { type Connection, startConnect } from "./start-connect.ts";

const sockets: Socket[] = [];
let stack = new AsyncDisposableStack();
let said: string[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
  said = [];
});

async function startDoor(options?: ConnectDoorOptions): Promise<TestConnectDoor> {
  return stack.use(await startConnectDoor(options));
}

async function start(relayUrl: URL, localPort = 0): Promise<Connection> {
  return stack.use(
    await startConnect({
      app: { appId: "app-1", name: "db", hostName: "attic" },
      ...{ relayUrl, localPort, token: "the-token", allowPlaintext: false },
      ...{ clock: systemClock, random: systemRandom },
      print: (line) => void said.push(line),
    }),
  );
}

/** A local program that connects, with everything that comes back. */
function dial(port: number): { socket: Socket; text(): string; closed: Promise<void> } {
  const socket = openSocket({ port, host: "127.0.0.1", allowHalfOpen: true });
  sockets.push(socket);
  let text = "";
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
  });
  return { socket, text: () => text, closed };
}

describe("a local port that leads to an app", () => {
  it("carries bytes both ways, whoever speaks first, and says where it leads", async () => {
    const door = await startDoor();
    const { port } = await start(door.url);
    const { socket, text } = dial(port);
    await expect.poll(text).toBe("hello ");
    socket.write("one");
    await expect.poll(text).toBe("hello one");
    expect(said).toEqual([`127.0.0.1:${port} → db on attic`]);
    expect(door.asked).toEqual([{ path: "/connect/app-1", authorization: "Bearer the-token" }]);
  });

  it("keeps the other direction when one has ended", async () => {
    const { port } = await start((await startDoor()).url);
    const { socket, text, closed } = dial(port);
    socket.end("all");
    await closed;
    expect(text()).toBe("hello allgoodbye");
  });

  it("carries more than any window in both directions, unchanged", async () => {
    const { port } = await start((await startDoor()).url);
    const { socket, text, closed } = dial(port);
    const bytes = randomBytes(3 * 2 ** 20);
    socket.end(bytes);
    await closed;
    expect(text()).toBe(`hello ${bytes.toString("latin1")}goodbye`);
  });

  it("resets the program's connection when the app's is reset, and says why once", async () => {
    const { port } = await start((await startDoor({ serve: refuseWith("TARGET_REFUSED") })).url);
    for (const _ of [1, 2]) await dial(port).closed;
    const told = "a connection was closed: nothing answers at its target";
    expect(said.filter((line) => line === told)).toHaveLength(1);
  });

  it("holds 256 connections, and closes the next one at once", async () => {
    const door = await startDoor();
    const { port } = await start(door.url);
    const dialled = Array.from({ length: maxConnectStreams }, () => dial(port));
    await Promise.all(dialled.map(({ text }) => expect.poll(text).toBe("hello ")));
    await dial(port).closed;
    expect(said).toContain("a connection was closed: 256 are open, the most there may be");
    dialled[0]?.socket.destroy();
    await expect.poll(() => door.muxes[0]?.activeStreams).toBe(maxConnectStreams - 1);
    await expect.poll(dial(port).text).toBe("hello ");
  }, 20_000);
});

describe("a session that is lost", () => {
  it("takes what was open along, and the port leads on when the relay is back", async () => {
    const door = await startConnectDoor();
    const { port } = await start(door.url);
    const before = dial(port);
    await expect.poll(before.text).toBe("hello ");
    await door[Symbol.asyncDispose]();
    await before.closed;
    await expect.poll(() => said.at(-1)).toMatch(/^lost the relay: .*; dialling again in/);
    // It waits, unread, for the session that is about to come.
    const during = dial(port);
    await startDoor({ port: door.port });
    await expect.poll(during.text, { timeout: 8_000 }).toBe("hello ");
    expect(said.at(-1)).toBe(`127.0.0.1:${port} → db on attic`);
  }, 20_000);

  it("is dialled again at once when the relay drains, and what is open finishes on the old one", async () => {
    const door = await startDoor();
    const { port } = await start(door.url);
    const before = dial(port);
    await expect.poll(before.text).toBe("hello ");
    door.muxes[0]?.goAway(closeCodes.SERVER_DRAIN, 20_000, "this relay is stopping");
    await expect.poll(() => door.muxes.length).toBe(2);
    await expect.poll(() => said.at(-1)).toBe(`127.0.0.1:${port} → db on attic`);
    expect(said.at(-2)).toBe("lost the relay: this relay is stopping; dialling again at once");
    await expect.poll(dial(port).text).toBe("hello ");
    expect(door.muxes.map(({ activeStreams }) => activeStreams)).toEqual([1, 1]);
    before.socket.end("done");
    await before.closed;
    expect(before.text()).toBe("hello donegoodbye");
  });

  it("ends the command when the relay says that access has ended, and not before it says so", async () => {
    const refusal = { now: null as { status: number; code: string } | null };
    const door = await startDoor({ refuse: () => refusal.now });
    const connection = await start(door.url);
    await expect.poll(() => door.muxes.length).toBe(1);
    door.muxes[0]?.close(closeCodes.REVOKED, "this app may not be reached any more");
    await expect.poll(() => door.asked.length).toBe(2);
    await expect.poll(() => door.muxes.length).toBe(1);
    refusal.now = { status: 401, code: "SESSION_ENDED" };
    door.muxes[0]?.close(closeCodes.REVOKED, "this app may not be reached any more");
    await expect(connection.refused).rejects.toMatchObject({
      ...{ code: "NOT_SIGNED_IN", exitCode: 3 },
      detail: "the relay answered 401 SESSION_ENDED",
    });
  });
});

describe("a session that never comes", () => {
  it.each([
    [401, "SIGN_IN_REQUIRED", "NOT_SIGNED_IN"],
    [403, "NOT_ALLOWED", "CONNECT_REFUSED"],
    [400, "NOT_TCP", "CONNECT_REFUSED"],
    [404, "NOT_FOUND", "CONNECT_REFUSED"],
  ])("because of %i %s ends with %s", async (status, code, expected) => {
    const door = await startDoor({ refuse: () => ({ status, code }) });
    const connection = await start(door.url);
    await expect(connection.refused).rejects.toMatchObject({ code: expected });
  });

  it("because the relay is busy or away is tried for again", async () => {
    const refusal = {
      now: { status: 503, code: "DRAINING" } as { status: number; code: string } | null,
    };
    const door = await startDoor({ refuse: () => refusal.now });
    const { port } = await start(door.url);
    await expect
      .poll(() => said[0])
      .toMatch(/^no way to the relay: .*503 DRAINING; dialling again in/);
    refusal.now = null;
    await expect
      .poll(() => said.at(-1), { timeout: 5_000 })
      .toBe(`127.0.0.1:${port} → db on attic`);
  });

  it("would send the token in the clear, and is not even tried", async () => {
    await expect(start(new URL("http://relay.example.org"))).rejects.toMatchObject({
      code: "RELAY_IN_THE_CLEAR",
    });
  });
});

it("a port that another program has is told with its number", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const taken = typeof address === "object" && address !== null ? address.port : 0;
  await expect(start(new URL("http://127.0.0.1:9"), taken)).rejects.toMatchObject({
    ...{ code: "LOCAL_PORT_TAKEN", detail: `port ${taken}` },
  });
  other.close();
});
