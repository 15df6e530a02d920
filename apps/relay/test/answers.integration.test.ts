import { createServer } from "node:http";
import { revokeHost, setDelivery } from "@homeport/hosts";
import { waitFor } from "@homeport/testkit";
import { closeCodes } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, errorOf } from "./ask.ts";
import { startTestAgent } from "./test-agent.ts";
import { openTestBed, portOf, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";
import { startTestRelay } from "./test-relay.ts";
import { addApp, addHost } from "./test-stores.ts";

let bed: TestBed;
let target: TestTarget;
let host: string;
let seen: readonly string[] = [];

beforeAll(async () => {
  bed = await openTestBed();
  target = await startTarget((request, response) => {
    seen = request.rawHeaders;
    response.end("from the app");
  });
  host = await bed.app("demo", target.server);
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

const page = { Accept: "text/html,*/*" };

describe("the base host", () => {
  const base = "localhost:8080";

  test("tells programs where things are", async () => {
    const answer = await bed.ask({ host: base, path: "/.well-known/homeport" });
    expect(JSON.parse(String(answer.body))).toEqual({
      webUrl: "http://localhost:3000",
      relayUrl: "http://localhost:8080",
      protocols: [1],
      minAgentVersion: "0.1.0",
    });
  });

  test("sends people to the console, and programs a 404", async () => {
    const shown = await bed.ask({ host: base, headers: page });
    expect([shown.status, shown.headers.location]).toEqual([302, "http://localhost:3000/"]);
    const told = await bed.ask({ host: base });
    expect([told.status, errorOf(told).code]).toEqual([404, "NOT_FOUND"]);
  });
});

describe("an address that is no app's", () => {
  test("is 404 UNKNOWN_APP, as JSON and as a page", async () => {
    const told = await bed.ask({ host: "nobody.localhost:8080" });
    expect([told.status, errorOf(told).code]).toEqual([404, "UNKNOWN_APP"]);
    const shown = await bed.ask({ host: "nobody.localhost:8080", headers: page });
    expect(shown.headers["content-type"]).toMatch(/^text\/html/);
  });
});

describe("a private app", () => {
  test("sends people to sign in and opens no stream", async () => {
    const closed = await bed.app("closed", target.server, "owner");
    seen = [];
    const shown = await bed.ask({ host: closed, headers: page });
    expect([shown.status, shown.headers.location?.split("?")[0]]).toEqual([
      302,
      "http://localhost:3000/gate/start",
    ]);
    const told = await bed.ask({ host: closed, method: "POST", body: "x" });
    expect([told.status, errorOf(told).code]).toEqual([401, "SIGN_IN_REQUIRED"]);
    expect(seen).toEqual([]);
  });
});

describe("what the app is told", () => {
  test("identity and origin are the relay's word, not the visitor's", async () => {
    await bed.ask({
      host,
      headers: {
        "X-Homeport-User": "root",
        X_Homeport_User: "root",
        "X-Forwarded-For": "203.0.113.9",
        Forwarded: "for=203.0.113.9",
        "X-Request-Id": "chosen-by-a-stranger",
        Connection: "X-Homeport-Kind, X-Mine",
        "X-Mine": "1",
      },
    });
    const field = (name: string) =>
      seen.filter((_, at) => at % 2 === 1 && seen[at - 1]?.toLowerCase() === name);
    expect(field("x-homeport-user")).toEqual([""]);
    expect(field("x-homeport-kind")).toEqual(["anonymous"]);
    expect(field("x_homeport_user")).toEqual([]);
    expect(field("x-forwarded-for")).toEqual(["127.0.0.1"]);
    expect(field("x-forwarded-host")).toEqual([host]);
    expect(field("forwarded")).toEqual([]);
    expect(field("x-mine")).toEqual([]);
    expect(field("x-request-id")).toEqual(field("x-homeport-request-id"));
    expect(field("x-request-id")).not.toEqual(["chosen-by-a-stranger"]);
    expect(field("host")).toEqual([host]);
  });
});

describe("a host that is not there", () => {
  test("answers 503 with the reason and when it was last seen", async () => {
    const gone = await addHost(bed.stores);
    const app = await addApp(bed.stores, { hostId: gone.hostId, name: "gone", target: target.url });
    await bed.relay.knows(app.appId);
    const never = await bed.ask({ host: app.host });
    expect([never.status, never.headers["retry-after"]]).toEqual([503, "5"]);
    expect(errorOf(never)).toMatchObject({
      code: "HOST_OFFLINE",
      reason: "NEVER_CONNECTED",
      lastSeenAt: null,
    });

    const agent = await startTestAgent({ port: bed.relay.port, host: gone });
    expect((await bed.ask({ host: app.host })).status).toBe(200);
    agent.mux.close(closeCodes.AGENT_STOP, "stopped");
    await bed.relay.tunnels(gone.hostId, 0);
    const stopped = errorOf(await bed.ask({ host: app.host }));
    expect(stopped).toMatchObject({ code: "HOST_OFFLINE", reason: "AGENT_STOPPED" });
    expect(stopped).toHaveProperty("lastSeenAt", expect.stringMatching(/^\d{4}-/));
    const shown = await bed.ask({ host: app.host, headers: page });
    expect(String(shown.body)).toMatch(/AGENT_STOPPED.*Last seen/s);

    await revokeHost(bed.stores.owner, { hostId: gone.hostId });
    await waitFor(async () => errorOf(await bed.ask({ host: app.host })).reason === "REVOKED", {
      deadlineMs: 3_000,
    });
  });

  test("is answered by presence when another process knew it, and once for many", async () => {
    const gone = await addHost(bed.stores);
    const app = await addApp(bed.stores, { hostId: gone.hostId, name: "away", target: target.url });
    await bed.stores.db.sql.query(
      `INSERT INTO host_presence (host_id, online, since, last_seen_at, connected_relay_ids, run, epoch, reason)
       VALUES ($1, false, now(), now(), '{}', 1, 1, 'SILENT')`,
      [gone.hostId],
    );
    await using fresh = await startTestRelay(bed.stores);
    await fresh.knows(app.appId);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(fresh.port, { host: app.host })),
    );
    expect(new Set(answers.map((answer) => errorOf(answer).reason))).toEqual(new Set(["SILENT"]));
  });
});

describe("an app that is not to be reached", () => {
  test("says MAINTENANCE while that is set", async () => {
    const server = createServer((_request, response) => response.end("x"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    const there = await bed.app("upkeep", `http://127.0.0.1:${portOf(server)}`);
    const { current } = bed.relay.relay.gate;
    const find = () => [...current().byId.values()].find((app) => app.name === "upkeep");
    const appId = find()?.appId ?? "";
    await setDelivery(bed.stores.owner, { appId, version: "1", maintenance: true });
    await waitFor(() => find()?.delivery?.maintenance, { deadlineMs: 3_000 });
    const told = await bed.ask({ host: there });
    expect([told.status, errorOf(told).code]).toEqual([503, "MAINTENANCE"]);
    server.close();
  });

  test("says OVER_CAPACITY over its own bound, and works again below it", async () => {
    const finish = Promise.withResolvers<void>();
    await using busy = await startTarget(async (_request, response) => {
      await finish.promise;
      response.end("x");
    });
    const there = await bed.app("busy", busy.server);
    await bed.stores.db.sql.query(
      `UPDATE app_deliveries d SET max_concurrent = 1, version = version + 1
       FROM apps a WHERE a.id = d.app_id AND a.name = 'busy'`,
    );
    const { current } = bed.relay.relay.gate;
    const bound = () => [...current().byId.values()].find((app) => app.name === "busy");
    await waitFor(() => bound()?.delivery?.maxConcurrent === 1, { deadlineMs: 3_000 });
    const first = bed.ask({ host: there });
    await waitFor(() => bed.relay.relay.visitCount() === 1, { deadlineMs: 3_000 });
    const second = await bed.ask({ host: there });
    expect([second.status, errorOf(second).code]).toEqual([503, "OVER_CAPACITY"]);
    finish.resolve();
    expect((await first).status).toBe(200);
    expect((await bed.ask({ host: there })).status).toBe(200);
  });
});
