import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import {
  appsPort,
  findRefusedPort,
  gatePort,
  opsPort,
  peerPort,
  portSpan,
  portsFrom,
  webPort,
} from "./ports.ts";
import { refuseTakenPorts } from "./taken-ports.ts";

function everyPort(base: number | undefined): number[] {
  const ports = portsFrom(base);
  const replicas = Array.from({ length: 20 }, (_, index) => index);
  return [
    ports.web,
    ports.apps,
    ports.gate,
    ports.peer,
    ports.postgres,
    ports.redis,
    ports.demo,
    ...replicas.map((index) => webPort(ports, true, index)),
    ...replicas.map((index) => opsPort(ports, "web", index)),
    ...replicas.map((index) => opsPort(ports, "worker", index)),
    ...replicas.map((index) => appsPort(ports, true, index)),
    ...replicas.map((index) => gatePort(ports, true, index)),
    ...replicas.map((index) => peerPort(ports, 20, index)),
    ...replicas.map((index) => opsPort(ports, "relay", index)),
  ];
}

test("no two parts of a run share a port, replicas included", () => {
  for (const base of [undefined, 4_000]) {
    const ports = everyPort(base);
    expect(new Set(ports).size).toBe(ports.length);
  }
});

test("a base moves every port behind it", () => {
  for (const port of everyPort(4_000)) {
    expect(port).toBeGreaterThanOrEqual(4_000);
    expect(port).toBeLessThan(4_000 + portSpan);
  }
});

test("a base that would put a page where browsers open none is found", () => {
  expect(findRefusedPort(6_000)).toBe(6_000);
  expect(findRefusedPort(5_999)).toBe(6_000);
  expect(findRefusedPort(4_000)).toBeNull();
});

test("taken ports are all named at once, with the way around them", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const refusal = refuseTakenPorts([
    { name: "web", port },
    { name: "apps", port },
  ]);
  await expect(refusal).rejects.toMatchObject({
    message: `Ports ${port} (web), ${port} (apps) are taken by another program.`,
    remedy: expect.stringContaining("--port-base"),
  });
  server.close();
  await once(server, "close");
  await refuseTakenPorts([{ name: "web", port }]);
});
