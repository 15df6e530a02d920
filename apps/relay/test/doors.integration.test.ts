import { readdirSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { schema } from "@homeport/db";
import {
  createLifecycle,
  createOpsListener,
  createReadiness,
  newId,
  parseTrustedProxies,
  sha256,
} from "@homeport/platform";
import { webSocketSubprotocol } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ask, ask } from "./ask.ts";
import { addStranger, signInProgram } from "./program.ts";
import { openTestBed, portOf, startTarget, type TestBed } from "./test-bed.ts";
import { startTestRelay } from "./test-relay.ts";
import { addExternalApp, addHost } from "./test-stores.ts";

/**
 * Every path that some listener of a relay answers, with who may have it and what everybody else hears. A new path, or
 * one whose door changed, is a change of these tables: that is the moment to ask whether it is meant. What an app's own
 * rules decide is asked of an app for members.
 */
const callers = ["nobody", "stranger", "member", "owner"] as const;
type Caller = (typeof callers)[number];
type Answers = Readonly<Record<Caller, number>>;

interface PublicDoor {
  /** Where: an app's own host, or the one that is no app's. */
  readonly at: "app" | "base";
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answers: Answers;
}

const everybody = (status: number): Answers => ({
  ...{ nobody: status, stranger: status, member: status, owner: status },
});
const members = { nobody: 401, stranger: 403, member: 200, owner: 200 };
/** Strangers do not even learn that there is such a host. */
const ownHosts = { nobody: 401, stranger: 404, member: 200, owner: 200 };
const upgrade = {
  ...{ Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13" },
  ...{
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Protocol": webSocketSubprotocol,
  },
};

let hostId = "";
let appId = "";
/** A host that never connected. */
let awayId = "";

const publicDoors = (): Record<string, PublicDoor> => ({
  "an app": { at: "app", path: "/anything", answers: members },
  "/.homeport/callback": { at: "app", path: "/.homeport/callback?t=a.b", answers: everybody(400) },
  "/.homeport/sign-out": {
    ...{ at: "app", path: "/.homeport/sign-out", method: "POST", answers: everybody(200) },
  },
  // What is no link is told so to everybody alike; one that is good lets its holder in.
  "/.homeport/link": { at: "app", path: "/.homeport/link?t=a.b", answers: everybody(410) },
  "/.homeport/status": { at: "app", path: "/.homeport/status", answers: members },
  "/.homeport/whoami": { at: "app", path: "/.homeport/whoami", answers: everybody(200) },
  "/.homeport/identity": { at: "app", path: "/.homeport/identity", answers: everybody(200) },
  "/.homeport": { at: "app", path: "/.homeport/other", answers: everybody(404) },
  "/.well-known/homeport": { at: "base", path: "/.well-known/homeport", answers: everybody(200) },
  // A host shows its key inside of the connection; people and their tokens are nothing there.
  "/tunnel": { at: "base", path: "/tunnel", answers: everybody(426) },
  "/connect/": {
    ...{ at: "base", path: `/connect/${appId}`, headers: upgrade },
    // Whoever may have the app is told that this one is opened in a browser.
    answers: { nobody: 401, stranger: 404, member: 400, owner: 400 },
  },
  "/hosts/": { at: "base", path: `/hosts/${hostId}/~notes/x`, answers: ownHosts },
  "/_status": { at: "base", path: `/hosts/${awayId}/_status`, answers: ownHosts },
  // Whoever may use these is told that the host is away.
  "/_whoowns": {
    ...{ at: "base", path: `/hosts/${awayId}/_whoowns` },
    answers: { ...ownHosts, member: 503, owner: 503 },
  },
  "/_echo": {
    ...{ at: "base", path: `/hosts/${awayId}/_echo/x` },
    answers: { ...ownHosts, member: 503, owner: 503 },
  },
  "/_log": {
    ...{ at: "base", path: `/hosts/${awayId}/_log` },
    answers: { ...ownHosts, member: 403, owner: 503 },
  },
});

/** What a trusted proxy hears; nobody else hears anything but 403. */
const gateDoors: Record<string, { readonly path: string; readonly trusted: number }> = {
  "/tls/ask": { path: "/tls/ask?domain=notes.localhost", trusted: 200 },
  "/gate/": { path: "/gate/traefik", trusted: 400 },
  "/gate/caddy": { path: "/gate/caddy", trusted: 400 },
  "/gate/nginx": { path: "/gate/nginx", trusted: 400 },
  "/gate/haproxy": { path: "/gate/haproxy", trusted: 400 },
  "/gate/envoy": { path: "/gate/envoy/x", trusted: 401 },
  "/gate/answer": { path: "/gate/answer?d=nginx", trusted: 400 },
  "/.homeport/": { path: "/.homeport/whoami", trusted: 200 },
};

/** The ops listener is bound to loopback: whoever reaches it may read how the process is. */
const opsDoors: Record<string, { readonly stranger: number; readonly operator: number }> = {
  "/healthz": { stranger: 200, operator: 200 },
  "/readyz": { stranger: 503, operator: 503 },
  "/metrics": { stranger: 200, operator: 200 },
  "/admin/tunnels": { stranger: 401, operator: 200 },
};

/** Paths in the sources that no listener answers: what is asked of others, and what apps are recognized by. */
const asked = ["/apps/", "/echo", "/gate/start", "/trpc", "/trpc/", "/~"];

const external = "wiki.example.org";
const adminSecret = "an-admin-secret-of-at-least-32-characters";
const gateSecret = "a-gate-secret-of-at-least-32-characters!";

let stack: AsyncDisposableStack;
let bed: TestBed;
let gatePort: number;
let opsPort: number;
const tokens: Record<Caller, Record<"app" | "base", Record<string, string>>> = {
  nobody: { app: {}, base: {} },
  stranger: { app: {}, base: {} },
  member: { app: {}, base: {} },
  owner: { app: {}, base: {} },
};

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const settings = { adminSecret, gateSecret };
  bed = stack.use(await openTestBed({ relay: { settings } }));
  const target = stack.use(await startTarget((_request, response) => response.end("served")));
  await bed.app("notes", target.server, "members");
  hostId = bed.host.hostId;
  awayId = (await addHost(bed.stores)).hostId;
  const { relay } = bed.relay;
  appId = relay.gate.current().byHostname.get("notes.localhost")?.appId ?? "";
  await bed.relay.knows(await addExternalApp(bed.stores, { hostname: external, level: "owner" }));
  await admitEverybody();
  gatePort = await listen(relay.gateServer);
  opsPort = await openOps();
});
afterAll(() => stack.disposeAsync());

async function admitEverybody(): Promise<void> {
  const { organizationId = "" } = bed.stores.owner;
  const stranger = await addStranger(bed.stores);
  const member = await addStranger(bed.stores);
  await bed.stores.db.orm
    .insert(schema.members)
    .values({ id: newId(), organizationId, userId: member.userId, role: "member" });
  const people = { stranger, member, owner: undefined };
  for (const caller of ["stranger", "member", "owner"] as const) {
    const { token, userId } = await signInProgram(bed.stores, people[caller]);
    const prefix = `hpk_doors${caller.slice(0, 5)}`.padEnd(14, "0");
    const key = `${prefix}_${"s".repeat(43)}`;
    await bed.stores.db.orm.insert(schema.apiKeys).values({
      ...{ id: newId(), organizationId, userId, name: caller, prefix, secretHash: sha256(key) },
      scopes: { apps: "all", api: false },
    });
    tokens[caller] = {
      base: { Authorization: `Bearer ${token}` },
      app: { "X-Homeport-Key": key },
    };
  }
}

async function openOps(): Promise<number> {
  const { clock, log, metrics } = bed.stores;
  const lifecycle = createLifecycle({ clock, log, metrics });
  const readiness = stack.use(createReadiness({ clock, lifecycle, version: "0", warnings: [] }));
  const routes = { "/admin/tunnels": bed.relay.relay.adminTunnels };
  const address = { host: "127.0.0.1", port: 0 };
  return stack.use(await createOpsListener({ address, readiness, metrics, log, routes })).port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return portOf(server);
}

const hosts = { app: "notes.localhost:8080", base: "localhost:8080" };

describe("the public listener", () => {
  test.each(Object.keys(publicDoors()))(
    "answers %s to whom its door names, and refuses everybody else",
    async (name) => {
      const { at, path, method = "GET", headers, answers } = publicDoors()[name] as PublicDoor;
      const heard: Record<string, number> = {};
      for (const caller of callers) {
        const asked: Ask = {
          ...{ host: hosts[at], path, method },
          headers: { ...headers, ...tokens[caller][at] },
        };
        heard[caller] = (await bed.ask(asked)).status;
      }
      expect(heard).toEqual(answers);
    },
  );
});

describe("the gate listener", () => {
  const sent = { "X-Homeport-Gate-Secret": gateSecret };

  test.each(Object.entries(gateDoors))(
    "answers %s to a trusted proxy alone",
    async (name, door) => {
      const { path, trusted } = door;
      const asked = { host: external, path };
      expect((await ask(gatePort, { ...asked, headers: sent })).status).toBe(trusted);
      // Caddy can add no header when it asks for a certificate's name.
      const bare = name === "/tls/ask" ? 200 : 403;
      for (const caller of callers) {
        const headers = { ...tokens[caller].base, ...tokens[caller].app };
        expect((await ask(gatePort, { ...asked, headers })).status, caller).toBe(bare);
      }
    },
  );

  test("answers nothing to another address, whatever it sends", async () => {
    const settings = { gateSecret, gateProxies: parseTrustedProxies("192.0.2.0/24") };
    await using strict = await startTestRelay(bed.stores, { settings });
    const port = await listen(strict.relay.gateServer);
    for (const { path } of Object.values(gateDoors)) {
      const answer = await ask(port, { host: external, path, headers: sent });
      expect(answer.status, path).toBe(403);
    }
  });
});

describe("the ops listener", () => {
  test.each(Object.entries(opsDoors))("%s", async (path, { stranger, operator }) => {
    const as = (headers: Record<string, string>) => ask(opsPort, { host: "ops", path, headers });
    expect((await as({})).status).toBe(stranger);
    expect((await as(tokens.owner.base)).status).toBe(stranger);
    expect((await as({ Authorization: `Bearer ${adminSecret}` })).status).toBe(operator);
  });
});

test("the peer listener says nothing to anybody but a relay", async () => {
  const port = portOf(bed.relay.relay.peerServer);
  const paths = [
    ...Object.keys(publicDoors()),
    ...Object.keys(gateDoors),
    ...Object.keys(opsDoors),
  ];
  for (const path of ["/", ...paths.filter((one) => one.startsWith("/"))]) {
    await expect(ask(port, { host: "peer", path }), path).rejects.toThrow(
      /socket hang up|ECONNRESET/,
    );
  }
});

test("a listener has none of another one's paths", async () => {
  const own = { ...tokens.owner.base };
  const admin = { Authorization: `Bearer ${adminSecret}` };
  for (const path of [
    ...Object.keys(opsDoors),
    ...Object.values(gateDoors).map((one) => one.path),
  ]) {
    const answer = await bed.ask({
      host: hosts.base,
      path,
      headers: { ...own, "X-Homeport-Gate-Secret": gateSecret },
    });
    expect(answer.status, `${path} in public`).toBe(404);
  }
  const others = [
    "/",
    "/.well-known/homeport",
    "/tunnel",
    `/connect/${appId}`,
    `/hosts/${hostId}/_log`,
  ];
  for (const path of [...others, ...Object.keys(opsDoors)]) {
    const headers = { ...own, "X-Homeport-Gate-Secret": gateSecret };
    expect(
      (await ask(gatePort, { host: external, path, headers })).status,
      `${path} at the gate`,
    ).toBe(404);
  }
  for (const path of [...others, ...Object.values(gateDoors).map((one) => one.path)]) {
    expect(
      (await ask(opsPort, { host: "ops", path, headers: admin })).status,
      `${path} at ops`,
    ).toBe(404);
  }
});

test("no path is spelled in the sources that these tables leave out", () => {
  const listed = [publicDoors(), gateDoors, opsDoors].flatMap((doors) => Object.keys(doors));
  expect([...pathsInSources()].filter((path) => ![...listed, ...asked].includes(path))).toEqual([]);
  expect(
    [...listed, ...asked]
      .filter((path) => path.startsWith("/") && !pathsInSources().has(path))
      .sort(),
  ).toEqual(
    // These are a dialect's name behind `/gate/`.
    ["/gate/caddy", "/gate/haproxy", "/gate/nginx"],
  );
});

/** Every text that begins as a path does, in what the listeners are made of. */
function pathsInSources(): Set<string> {
  const root = new URL("../../../", import.meta.url);
  const folders = ["apps/relay/src/", "packages/platform/src/ops/", "packages/gate/src/door/"];
  const files = folders.flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.includes(".test."))
      .map((file) => fileURLToPath(new URL(folder + file, root))),
  );
  const found = new Set<string>();
  for (const file of files) {
    const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    for (const [, literal = ""] of code.matchAll(/["'`(^]((?:\\?\/[a-z._~][\w.~-]*)+\\?\/?)/gi)) {
      if (/[a-z~]/i.test(literal)) found.add(literal.replaceAll("\\", ""));
    }
  }
  return found;
}
