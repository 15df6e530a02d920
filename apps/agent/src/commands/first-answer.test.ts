import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "@homeport/platform";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitForAnswer } from "./first-answer.ts";

let server: Server;
let statuses: number[];
let hosts: (string | undefined)[];

beforeEach(async () => {
  hosts = [];
  server = createServer((request, response) => {
    hosts.push(request.headers.host);
    response.writeHead(statuses.length > 1 ? (statuses.shift() ?? 0) : (statuses[0] ?? 0)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
});

const portOf = () => (server.address() as AddressInfo).port;

describe("waiting for the first answer of an address", () => {
  it("passes over no such address and not now, and takes the gate's answer for one", async () => {
    statuses = [404, 503, 401];
    const address = `http://notes.localhost:${portOf()}/`;
    expect(await waitForAnswer(address, systemClock, 10_000)).toBe(401);
    expect(hosts).toEqual(Array.from({ length: 3 }, () => `notes.localhost:${portOf()}`));
  });

  it("ends in time where nothing answers", async () => {
    expect(await waitForAnswer("http://127.0.0.1:9/", systemClock, 300)).toBeNull();
  });
});
