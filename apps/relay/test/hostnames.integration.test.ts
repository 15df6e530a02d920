import { once } from "node:events";
import {
  addHostname,
  createTxtLookup,
  issueTicket,
  listAddresses,
  removeAddress,
  verifyAddress,
} from "@homeport/gate";
import { type DnsServer, startDnsServer } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";
import { addSession, cookieOf } from "./test-person.ts";

let bed: TestBed;
let target: TestTarget;
let sockets: WebSocketServer;
let dns: DnsServer;
let appId: string;
const host = "notes.example.org:8080";
const page = { Accept: "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

beforeAll(async () => {
  dns = await startDnsServer();
  bed = await openTestBed();
  target = await startTarget((request, response) => response.end(request.headers.host));
  sockets = new WebSocketServer({ server: target.server });
  const label = await bed.app("notes", target.server, "owner");
  const entry = bed.relay.relay.gate.current().byHostname.get(label.split(":")[0] ?? "");
  appId = entry?.appId ?? "";
});

afterAll(async () => {
  for (const client of sockets.clients) client.terminate();
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
  await dns[Symbol.asyncDispose]();
});

function asOwner() {
  const { owner, gate } = bed.stores;
  const permissions = new Set(["app.read", "gate.read", "gate.write"]);
  const lookUpTxt = createTxtLookup({ servers: [dns.address] });
  return { ...owner, ...gate, permissions, lookUpTxt };
}

test("a proven hostname carries people through sign-in to their app, and is nobody's once it is removed", async () => {
  const { id } = await addHostname(asOwner(), { appId, hostname: "notes.example.org" });
  expect((await bed.ask({ host })).status).toBe(404);
  const { addresses } = await listAddresses(asOwner(), { appId });
  const proof = addresses.find((one) => one.id === id)?.proof;
  dns.set(proof?.recordName ?? "", [proof?.recordValue ?? ""]);
  expect((await verifyAddress(asOwner(), { appId, addressId: id })).finding).toBe("found");
  await expect.poll(async () => (await bed.ask({ host })).status).toBe(401);

  const session = await addSession(bed.stores);
  const asked = await bed.ask({ host, path: "/deep/link", headers: page });
  const state = new URL(String(asked.headers.location)).searchParams.get("s") ?? "";
  const step = await issueTicket(bed.stores.gate, { state, session });
  if (step.kind !== "redirect") throw new Error(`not redirected: ${step.kind}`);
  const { host: callbackHost, pathname, search } = new URL(step.location);
  expect(callbackHost).toBe(host);
  const headers = { ...page, Cookie: cookieOf(asked) };
  // A ticket is good at the hostname it was asked for, and at no other address of the app.
  const elsewhere = { host: "notes.localhost:8080", path: pathname + search, headers };
  expect((await bed.ask(elsewhere)).status).toBe(400);
  const back = await bed.ask({ host, path: pathname + search, headers });
  expect([back.status, back.headers.location]).toEqual([303, "/deep/link"]);

  const Cookie = cookieOf(back);
  const answer = await bed.ask({ host, headers: { Cookie } });
  expect([answer.status, String(answer.body)]).toEqual([200, host]);
  const socket = new WebSocket(`ws://127.0.0.1:${bed.relay.port}/`, {
    headers: { Host: host, Cookie, Origin: `http://${host}` },
  });
  socket.on("error", () => undefined);
  await once(socket, "open");
  const closed = once(socket, "close");
  await removeAddress(asOwner(), { appId, addressId: id });
  await closed;
  expect((await bed.ask({ host, headers: { Cookie } })).status).toBe(404);
});
