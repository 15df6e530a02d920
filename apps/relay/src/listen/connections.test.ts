import { once } from "node:events";
import { Socket } from "node:net";
import { parseTrustedProxies } from "@homeport/platform";
import { expect, test } from "vitest";
import { createConnections } from "./connections.ts";

const bounds = { maxVisitors: 10, maxSurplus: 0 };

test("a connection that was never tracked is forgotten when it closes", async () => {
  const connections = createConnections(parseTrustedProxies(""), bounds, () => {});
  const socket = new Socket();
  expect(connections.of(socket)).toBe(connections.of(socket));
  expect(connections.size).toBe(1);
  const closed = once(socket, "close");
  socket.destroy();
  await closed;
  expect(connections.size).toBe(0);
});

test("one that is closed already is not remembered", () => {
  const connections = createConnections(parseTrustedProxies(""), bounds, () => {});
  connections.of(new Socket().destroy());
  expect(connections.size).toBe(0);
});
