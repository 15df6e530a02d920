import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { schema } from "@homeport/db";
import { readTraffic } from "@homeport/hosts";
import { createLog, newId } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { closeCodes, rstCodes, webSocketSubprotocol } from "@homeport/tunnel";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ask, errorOf } from "./ask.ts";
import { base, type ConnectClient, connectTo, openAll } from "./connect-client.ts";
import { addStranger, bearer, endSession, signInProgram, type TestProgram } from "./program.ts";
import { startTestAgent, type TestAgent } from "./test-agent.ts";
import { startRawTarget } from "./test-bed.ts";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { addApp, addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

const stack = new AsyncDisposableStack();
let stores: TestStores;
let near: TestRelay;
let far: TestRelay;
let host: TestHost;
let agent: TestAgent;
let owner: TestProgram;
let db: string;
let targetUrl: string;
const lines: Record<string, unknown>[] = [];

/** Says hello first, gives every byte back, and ends after the other side with a last word. */
function talk(socket: Socket): void {
  socket.write("hello ");
  socket.on("data", (bytes) => socket.write(bytes));
  socket.on("end", () => socket.end("goodbye"));
}

beforeAll(async () => {
  const log = createLog({
    ...{ app: "relay", replica: "test", version: "0.0.0", stage: "test", level: "trace" },
    stream: { write: (line: string) => void lines.push(JSON.parse(line)) },
  });
  stores = stack.use(await openTestStores({ log }));
  const target = stack.use(await startRawTarget(talk));
  targetUrl = target.url.replace("http:", "tcp:");
  near = stack.use(await startTestRelay(stores));
  far = stack.use(await startTestRelay(stores));
  host = await addHost(stores);
  agent = stack.use(await startTestAgent({ port: near.port, host }));
  owner = await signInProgram(stores);
  db = await addTcpApp("db");
  await waitFor(async () => (await stores.directory.lookup([host.hostId])).size === 1, {
    deadlineMs: 5_000,
  });
});
afterAll(() => stack.disposeAsync());

async function addTcpApp(name: string, level?: "public" | "members" | "owner"): Promise<string> {
  const input = { hostId: host.hostId, name, target: targetUrl, protocol: "tcp" as const };
  const { appId } = await addApp(stores, { ...input, level: level ?? "members" });
  await Promise.all([near.knows(appId), far.knows(appId)]);
  return appId;
}

const clients: ConnectClient[] = [];
async function connect(relay = near, appId = db, program = owner): Promise<ConnectClient> {
  const client = await connectTo(relay.port, appId, bearer(program));
  clients.push(client);
  return client;
}
afterEach(async () => {
  for (const client of clients.splice(0)) await client[Symbol.asyncDispose]();
});

async function setDelivery(
  appId: string,
  change: "maintenance = true" | `max_concurrent = ${number}` | `bytes_per_second = ${number}`,
) {
  await stores.db.sql.query(`UPDATE app_deliveries SET ${change} WHERE app_id = $1`, [appId]);
}

/** Somebody of the organization, in the least of its roles. */
async function addMember(): Promise<TestProgram> {
  const { userId } = await addStranger(stores);
  const { organizationId } = host;
  await stores.db.orm
    .insert(schema.members)
    .values({ id: newId(), organizationId, userId, role: "member" });
  return await signInProgram(stores, { userId });
}

describe.each([
  ["the host's own relay", () => near] as const,
  ["another relay", () => far] as const,
])("a connection through %s", (_where, relay) => {
  test("carries bytes both ways, whoever speaks first", async () => {
    const opened = (await connect(relay())).open();
    await expect.poll(opened.text).toBe("hello ");
    opened.stream.write(Buffer.from("one"));
    await expect.poll(opened.text).toBe("hello one");
  });

  test("keeps the other direction when one has ended", async () => {
    const opened = (await connect(relay())).open();
    opened.stream.end(Buffer.from("all"));
    await opened.finished;
    expect(opened.text()).toBe("hello allgoodbye");
    expect(await opened.ended).toEqual({ kind: "ended" });
  });

  test("tells the target when the client is gone", async () => {
    const client = await connect(relay());
    await client.open().opened;
    const before = agent.openSockets.size;
    expect(before).toBeGreaterThan(0);
    client.mux.destroy(4_002, "gone");
    await waitFor(() => agent.openSockets.size < before, { deadlineMs: 2_000 });
  });
});

describe("what the door tells and counts", () => {
  test("the agent gets the target, the visitor's address and an id of the connection's own", async () => {
    await (await connect()).open().opened;
    expect(agent.asked.at(-1)).toMatchObject({
      ...{ kind: "tcp", appId: db, target: targetUrl, visitorAddress: "127.0.0.1", hops: 0 },
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("the access log has a line for the client and one for each connection, without the token", async () => {
    lines.length = 0;
    const client = await connect(far);
    const opened = client.open();
    opened.stream.end(Buffer.from("all"));
    await opened.ended;
    await client[Symbol.asyncDispose]();
    const same = { route: "connect", path: `/connect/${db}`, appId: db, userId: owner.userId };
    const counts = { carried: "peer", tries: 1, bytesIn: 3, bytesOut: 16 };
    for (const line of [
      { ...same, ...counts, method: "TCP", status: 200, code: null },
      { ...same, method: "GET", status: 101, code: null },
    ]) {
      await expect.poll(() => lines).toContainEqual(expect.objectContaining(line));
    }
    expect(JSON.stringify(lines)).not.toContain(owner.token);
    const metrics = await stores.metrics.text();
    expect(metrics).toMatch(/homeport_relay_request_total\{[^}]*route="connect"[^}]*\} [1-9]/);
  });
});

describe("only connections to this app are opened", () => {
  test.each([
    ["of another kind", { kind: "http" as const }],
    ["to another app", { appId: newId() }],
    ["to a target of the client's choice", { target: "tcp://127.0.0.1:22" }],
    ["to another host", { hostId: "host" }],
    ["from an address of the client's choice", { visitorAddress: "192.0.2.1" }],
    ["by another relay", { hops: 1 }],
  ])("and none %s", async (_what, change) => {
    const seen = agent.asked.length;
    const end = await (await connect()).open(change).ended;
    expect(end).toMatchObject({ kind: "reset", code: rstCodes.BAD_OPEN });
    expect(agent.asked.length).toBe(seen);
  });

  test("256 at once, and the next one is refused here already", async () => {
    const appId = await addTcpApp("wide");
    // One tunnel's windows make room for half of them.
    await using _beside = await startTestAgent({ port: near.port, host, slot: 1 });
    await near.tunnels(host.hostId, 2);
    await setDelivery(appId, "max_concurrent = 1000");
    await waitFor(
      () => near.relay.gate.current().byId.get(appId)?.delivery?.maxConcurrent === 1_000,
      { deadlineMs: 2_000 },
    );
    const client = await connect(near, appId);
    const talks = await openAll(client);
    expect(client.offer.maxStreams).toBe(256);
    expect(() => client.open()).toThrow("too-many-streams");
    talks[0]?.stream.reset(rstCodes.CANCELLED);
    await client.open().opened;
  });

  test("at one of two relays half as many as the app takes", async () => {
    await using half = await startTestRelay(stores, { settings: { maxReplicas: 2 } });
    const appId = await addTcpApp("halved");
    await setDelivery(appId, "max_concurrent = 2");
    await waitFor(() => half.relay.gate.current().byId.get(appId)?.delivery?.maxConcurrent === 2, {
      deadlineMs: 2_000,
    });
    const client = await connect(half, appId);
    await client.open().opened;
    expect(await client.open().ended).toMatchObject({ code: rstCodes.REFUSED });
  });

  test("as many as the app takes", async () => {
    const appId = await addTcpApp("narrow");
    await setDelivery(appId, "max_concurrent = 1");
    await waitFor(() => near.relay.gate.current().byId.get(appId)?.delivery?.maxConcurrent === 1, {
      deadlineMs: 2_000,
    });
    const client = await connect(near, appId);
    const first = client.open();
    await first.opened;
    expect(await client.open().ended).toMatchObject({ code: rstCodes.REFUSED });
    first.stream.reset(rstCodes.CANCELLED);
    await waitFor(
      async () => {
        const next = client.open();
        return await Promise.race([next.opened.then(() => true), next.ended.then(() => false)]);
      },
      { deadlineMs: 2_000 },
    );
  });

  test("as fast as the app's bytes a second allow, and counted with its traffic", async () => {
    const appId = await addTcpApp("paced");
    await setDelivery(appId, "bytes_per_second = 16384");
    const delivery = () => near.relay.gate.current().byId.get(appId)?.delivery;
    await waitFor(() => delivery()?.bytesPerSecond === 16_384, { deadlineMs: 2_000 });
    const client = await connect(near, appId);
    const paced = client.open();
    await paced.opened;
    paced.stream.write(Buffer.alloc(2 ** 20, "x"));
    await waitFor(() => paced.text().length > 16_384, { deadlineMs: 5_000 });
    // Another app of the same host is as fast as ever meanwhile.
    const free = (await connect()).open();
    free.stream.end(Buffer.alloc(2 ** 20, "y"));
    await free.ended;
    expect(free.text().length).toBeGreaterThan(2 ** 20);
    expect(paced.text().length).toBeLessThan(2 ** 18);
    paced.stream.reset(rstCodes.CANCELLED);
    const counted = async () => {
      await near.relay.traffic.flush();
      return (await readTraffic(stores.owner, { appId })).total;
    };
    await waitFor(async () => (await counted()).requests > 0, { deadlineMs: 3_000 });
    expect(await counted()).toMatchObject({ requests: 1, byClass: { ok: 1 } });
    expect((await counted()).bytesOut).toBeGreaterThan(16_384);
  });

  test("none while the host is away, and again when it is back", async () => {
    const other = await addHost(stores);
    const input = { hostId: other.hostId, name: "away", target: targetUrl };
    const { appId } = await addApp(stores, { ...input, protocol: "tcp", level: "members" });
    await near.knows(appId);
    const client = await connect(near, appId);
    expect(await client.open().ended).toMatchObject({ code: rstCodes.TARGET_UNREACHABLE });
    await using _back = await startTestAgent({ port: near.port, host: other });
    await near.tunnels(other.hostId, 1);
    await client.open().opened;
  });

  test("none to a target that refuses, and the reason is told", async () => {
    const input = { hostId: host.hostId, name: "shut", target: "tcp://127.0.0.1:1" };
    const { appId } = await addApp(stores, { ...input, protocol: "tcp", level: "members" });
    await Promise.all([near.knows(appId), far.knows(appId)]);
    for (const relay of [near, far]) {
      const client = await connect(relay, appId);
      expect(await client.open().ended).toMatchObject({ code: rstCodes.TARGET_REFUSED });
    }
  });
});

describe("whoever may not is told before the upgrade", () => {
  const refusal = (appId: string, headers: Record<string, string>) =>
    connectTo(near.port, appId, headers).catch((error: Error) => error.message);

  test("an app of protocol http is NOT_TCP", async () => {
    const { appId } = await addApp(stores, {
      ...{ hostId: host.hostId, name: "web", target: "http://127.0.0.1:1", level: "members" },
    });
    await near.knows(appId);
    expect(await refusal(appId, bearer(owner))).toBe("400 NOT_TCP");
    const eve = await signInProgram(stores, await addStranger(stores));
    expect(await refusal(appId, bearer(eve))).toBe("404 NOT_FOUND");
  });

  test("a stranger cannot tell an app from none, signed in or not", async () => {
    const eve = await signInProgram(stores, await addStranger(stores));
    for (const appId of [db, newId(), "nonsense"]) {
      expect(await refusal(appId, bearer(eve))).toBe("404 NOT_FOUND");
      expect(await refusal(appId, {})).toBe("401 SIGN_IN_REQUIRED");
    }
  });

  test("a member whom the app's rule leaves out is NOT_ALLOWED", async () => {
    const appId = await addTcpApp("private", "owner");
    const program = await addMember();
    expect(await refusal(appId, bearer(program))).toBe("403 NOT_ALLOWED");
    await (await connect(near, appId)).open().opened;
  });

  test("the token counts in Authorization and nowhere else", async () => {
    const { token } = owner;
    const cookie = `homeport.session_token=${encodeURIComponent(token)}`;
    expect(await refusal(db, { Cookie: cookie })).toBe("401 SIGN_IN_REQUIRED");
    expect(await refusal(db, { "X-Homeport-Key": token })).toBe("401 SIGN_IN_REQUIRED");
    expect(await refusal(`${db}?token=${token}`, bearer(owner))).toBe("400 BAD_REQUEST");
  });

  test("a browser is refused, whatever the app's rule", async () => {
    const appId = await addTcpApp("open", "public");
    expect(await refusal(appId, { Origin: "https://evil.example" })).toBe("403 BROWSER_REFUSED");
    const navigation = { Accept: "text/html", "Sec-Fetch-Mode": "navigate" };
    const page = await ask(near.port, {
      host: base,
      path: `/connect/${appId}`,
      headers: navigation,
    });
    expect([page.status, page.headers["x-homeport-error"]]).toEqual([403, "BROWSER_REFUSED"]);
    const plain = await ask(near.port, { host: base, path: `/connect/${appId}` });
    expect([plain.status, errorOf(plain).code]).toEqual([426, "UPGRADE_REQUIRED"]);
    await using client = await connectTo(near.port, appId, {});
    await client.open().opened;
  });

  test("maintenance keeps members out, and whoever operates the app in", async () => {
    const appId = await addTcpApp("mended");
    const program = await addMember();
    const client = await connect(near, appId, program);
    await client.open().opened;
    await setDelivery(appId, "maintenance = true");
    await waitFor(() => near.relay.gate.current().byId.get(appId)?.delivery?.maintenance === true, {
      deadlineMs: 2_000,
    });
    expect(await client.open().ended).toMatchObject({ code: rstCodes.REFUSED });
    expect(await refusal(appId, bearer(program))).toBe("503 MAINTENANCE");
    await (await connect(near, appId)).open().opened;
  });

  test("another protocol, an unknown subprotocol and a repeated credential are refused", async () => {
    const head = (fields: string[]) =>
      [
        `GET /connect/${db} HTTP/1.1`,
        `Host: ${base}`,
        "Connection: Upgrade",
        ...fields,
        "",
        "",
      ].join("\r\n");
    const twice = `Authorization: Bearer ${owner.token}`;
    for (const fields of [
      ["Upgrade: homeport-mux/1"],
      ["Upgrade: websocket", "Sec-WebSocket-Protocol: chat"],
      ["Upgrade: websocket", `Sec-WebSocket-Protocol: ${webSocketSubprotocol}`, twice, twice],
      ["Upgrade: websocket", `Sec-WebSocket-Protocol: ${webSocketSubprotocol}`, twice],
    ]) {
      const socket = connectSocket(near.port, "127.0.0.1");
      const closed = once(socket, "close");
      socket.write(head(fields));
      const [answer] = await once(socket, "data");
      expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
      await closed;
    }
  });
});

describe("what a client holds is cut when it may not have it any more", () => {
  async function held(appId: string, program: TestProgram) {
    const client = await connect(far, appId, program);
    const opened = client.open();
    await opened.opened;
    return { client, opened };
  }

  async function isCut({ client, opened }: Awaited<ReturnType<typeof held>>): Promise<void> {
    await waitFor(() => client.mux.closed, { deadlineMs: 2_000 });
    expect((await client.ended).code).toBe(closeCodes.REVOKED);
    expect(await opened.ended).toMatchObject({ kind: "lost" });
  }

  test("its session ends", async () => {
    const program = await signInProgram(stores);
    const one = await held(db, program);
    await endSession(stores, program);
    await isCut(one);
    await expect(connect(far, db, program)).rejects.toThrow("401 SESSION_ENDED");
  });

  test("its person leaves the organization", async () => {
    const program = await addMember();
    const one = await held(db, program);
    await stores.db.sql.query("DELETE FROM members WHERE user_id = $1", [program.userId]);
    await isCut(one);
  });

  test("the app's rule changes", async () => {
    const appId = await addTcpApp("ruled", "public");
    const eve = await signInProgram(stores, await addStranger(stores));
    const one = await held(appId, eve);
    await stores.db.sql.query("UPDATE access_rules SET level = 'members' WHERE app_id = $1", [
      appId,
    ]);
    await isCut(one);
  });

  test("the app is removed, and a client without connections goes, too", async () => {
    const appId = await addTcpApp("removed");
    const idle = await connect(near, appId);
    await stores.db.sql.query("DELETE FROM apps WHERE id = $1", [appId]);
    await waitFor(() => idle.mux.closed, { deadlineMs: 2_000 });
    expect((await idle.ended).code).toBe(closeCodes.REVOKED);
  });
});

test("a draining relay says 4001, finishes what is open, and takes nobody new", async () => {
  await using leaving = await startTestRelay(stores, { settings: { drainDeadlineMs: 5_000 } });
  await leaving.knows(db);
  const client = await connect(leaving);
  const idle = await connect(leaving);
  const opened = client.open();
  await opened.opened;
  leaving.startDraining();
  const never = new AbortController().signal;
  await leaving.relay.drain.sayGoodbye(never);
  await waitFor(() => client.goAways.length > 0 && idle.goAways.length > 0, { deadlineMs: 2_000 });
  expect(client.goAways).toEqual([closeCodes.SERVER_DRAIN]);
  await expect(connect(leaving)).rejects.toThrow("503 DRAINING");
  opened.stream.write(Buffer.from("still "));
  await expect.poll(opened.text).toBe("hello still ");
  const finished = leaving.relay.drain.finish(never);
  opened.stream.end(Buffer.from("here"));
  expect(await opened.ended).toEqual({ kind: "ended" });
  expect(opened.text()).toBe("hello still heregoodbye");
  await finished;
  expect((await idle.ended).code).toBe(closeCodes.SERVER_DRAIN);
});

test("a connection finds the host's new relay when the old one was killed, and a stale owner costs nothing", async () => {
  const other = await addHost(stores);
  const input = { hostId: other.hostId, name: "moving", target: targetUrl };
  const { appId } = await addApp(stores, { ...input, protocol: "tcp", level: "members" });
  await using first = await startTestRelay(stores);
  await using second = await startTestRelay(stores);
  await Promise.all([first, second, far].map((relay) => relay.knows(appId)));
  const owners = async () => (await stores.directory.lookup([other.hostId])).get(other.hostId);
  await using old = await startTestAgent({ port: first.port, host: other });
  await waitFor(async () => (await owners())?.length === 1, { deadlineMs: 5_000 });
  const client = await connect(far, appId);
  await client.open().opened;
  await first.crash();
  await old.ended;
  await using _moved = await startTestAgent({ port: second.port, host: other });
  await second.tunnels(other.hostId, 1);
  const opened = client.open();
  await opened.opened;
  opened.stream.end(Buffer.from("moved"));
  await opened.ended;
  expect(opened.text()).toBe("hello movedgoodbye");
});
