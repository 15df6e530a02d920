import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { waitFor } from "@homeport/testkit";
import { linkUpgradeToken, rawUpgradeToken, webSocketSubprotocol } from "@homeport/tunnel";
import { afterAll, beforeAll, test } from "vitest";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { openTestStores, type TestStores } from "./test-stores.ts";

let stores: TestStores;
let relay: TestRelay;

beforeAll(async () => {
  stores = await openTestStores();
  relay = await startTestRelay(stores);
});

afterAll(async () => {
  await relay[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const garbage = Buffer.alloc(64, 0x2f);
/** The same in one binary message, masked with zeros. */
const garbageMessage = Buffer.concat([Buffer.from([0x82, 0xc0, 0, 0, 0, 0]), garbage]);

/** An upgrade that is right and a handshake that is none, by a client that takes no byte and ends nothing. */
function begin(server: Server, path: string, fields: Record<string, string>, bytes: Buffer) {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  socket.on("error", () => {});
  const all = { Host: "localhost:8080", Connection: "Upgrade", ...fields };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  socket.write(bytes);
  return socket;
}

async function openAt(server: Server): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  server.getConnections((_error, count) => resolve(count));
  return await promise;
}

test("a refused handshake whose client neither reads nor closes holds no connection, at either door", async () => {
  const { server, peerServer } = relay.relay;
  const agent = { "Homeport-Host": "any" };
  const webSocket = {
    ...{ Upgrade: "websocket", "Sec-WebSocket-Version": "13" },
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Protocol": webSocketSubprotocol,
  };
  const clients = [
    begin(server, "/tunnel", { ...agent, Upgrade: rawUpgradeToken }, garbage),
    begin(server, "/tunnel", { ...agent, ...webSocket }, garbageMessage),
    begin(peerServer, "/", { Upgrade: linkUpgradeToken }, garbage),
  ];
  const open = () => Promise.all([openAt(server), openAt(peerServer)]);
  await waitFor(async () => (await open()).join() === "2,1", { deadlineMs: 2_000 });
  await waitFor(async () => (await open()).join() === "0,0", { deadlineMs: 10_000 });
  for (const client of clients) client.destroy();
});
