import type { Server } from "node:http";
import { schema } from "@homeport/db";
import {
  type AccessRule,
  createShareLink,
  type GateContext,
  issueTicket,
  replaceRules,
} from "@homeport/gate";
import { newId, parseTrustedProxies, sha256 } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, ask, errorOf } from "./ask.ts";
import {
  answerRequest,
  bareDialects,
  everyDialect,
  fullDialects,
  type Original,
  subRequest,
} from "./sub-request.ts";
import { openTestBed, portOf, type TestBed } from "./test-bed.ts";
import { addSession, cookieOf } from "./test-person.ts";
import { startTestRelay } from "./test-relay.ts";
import { addExternalApp } from "./test-stores.ts";

let bed: TestBed;
let port: number;
/** Of somebody who is signed in. */
let cookie: string;
let appId: string;
/** Of somebody who was let in by a share link. */
let guest: string;
const key = `hpk_proxytest1_${"s".repeat(43)}`;

const external = "notes.example.org";
const identity = [
  ...["x-homeport-kind", "x-homeport-user", "x-homeport-name", "x-homeport-email"],
  ...["x-homeport-role", "x-homeport-org", "x-homeport-identity", "x-homeport-identity-id"],
  ...["x-homeport-request-id", "x-homeport-key", "x-homeport-gate-secret", "x-team"],
];
const page = { Accept: "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

beforeAll(async () => {
  bed = await openTestBed();
  await bed.app("tunnelled", "http://127.0.0.1:9", "members");
  appId = await addExternalApp(bed.stores, { hostname: external, level: "members" });
  const { gate, gateServer } = bed.relay.relay;
  const permissions = new Set(["app.read", "gate.read", "gate.write", "gate.share"]);
  const more = { match: "prefix", audience: null, headers: {} } as const;
  const rules: AccessRule[] = [
    { ...more, path: "/", level: "members", headers: { "X-Team": "{user.name}" } },
    { ...more, path: "/public", level: "public" },
    { ...more, path: "/shared", level: "link" },
  ];
  await waitFor(() => gate.current().byHostname.has(external), { deadlineMs: 5_000 });
  const version = String(gate.current().byId.get(appId)?.version);
  const ctx = { ...bed.stores.gate, ...bed.stores.owner, permissions };
  await replaceRules(ctx, { appId, version, rules });
  await waitFor(() => gate.current().byId.get(appId)?.rules?.ordered.length === 3, {
    deadlineMs: 5_000,
  });
  port = await listen(gateServer);
  cookie = await signIn();
  guest = await arriveByLink(ctx);
  const { actor, organizationId = "" } = bed.stores.owner;
  await bed.stores.db.orm.insert(schema.apiKeys).values({
    ...{ id: newId(), organizationId, userId: actor.kind === "user" ? actor.userId : "" },
    ...{ name: "ci", prefix: "hpk_proxytest1", secretHash: sha256(key) },
    scopes: { apps: "all", api: false },
  });
  // The first visit is written down, once; what follows is counted.
  await decide("traefik", { path: "/public" });
  await waitFor(async () => (await lastAccess()) !== null, { deadlineMs: 5_000 });
});
afterAll(() => bed[Symbol.asyncDispose]());

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return portOf(server);
}

/** Walks a person's way through a proxy that hands answers on; the callback comes to the listener by its host. */
async function signIn(): Promise<string> {
  const asked = await ask(port, subRequest("traefik", { hostname: external, headers: page }));
  const state = new URL(String(asked.headers.location)).searchParams.get("s") ?? "";
  const session = await addSession(bed.stores);
  const step = await issueTicket(bed.stores.gate, { state, session });
  if (step.kind !== "redirect") throw new Error(`not redirected: ${step.kind}`);
  const { pathname, search, hostname } = new URL(step.location);
  const headers = { ...page, Cookie: cookieOf(asked), "X-Forwarded-For": "198.51.100.7" };
  const back = await ask(port, { host: hostname, path: `${pathname}${search}`, headers });
  expect([hostname, back.status, back.headers.location]).toEqual([external, 303, "/"]);
  return cookieOf(back);
}

/** Presses the button of a link's page, which the proxy has led here by host. */
async function arriveByLink(ctx: GateContext): Promise<string> {
  const { url } = await createShareLink(ctx, { appId, ends: { inMs: 3_600_000 } });
  const { pathname, search, origin } = new URL(url);
  const headers = { ...page, Origin: origin, "X-Forwarded-For": "198.51.100.7" };
  const asked = { host: external, path: `${pathname}${search}`, method: "POST", headers };
  const arrived = await ask(port, asked);
  expect([arrived.status, origin]).toEqual([303, `http://${external}:8080`]);
  return cookieOf(arrived);
}

function decide(dialect: (typeof everyDialect)[number], original: Omit<Original, "hostname">) {
  return ask(port, subRequest(dialect, { hostname: external, ...original }));
}

function fieldsOf(answer: Answer): Record<string, string | undefined> {
  return Object.fromEntries(identity.map((name) => [name, answer.headers[name]?.toString()]));
}

describe.each(everyDialect)("%s", (dialect) => {
  const allowed = dialect === "nginx" ? 204 : 200;
  const bare = dialect === "nginx" || dialect === "haproxy";

  test("allows whoever may pass, with every identity header and the cookies that are the app's", async () => {
    const headers = { Cookie: `theme=dark; ${cookie}` };
    const answer = await decide(dialect, { path: "/in?a=b", headers });
    expect([answer.status, answer.headers["x-homeport-gate"]]).toEqual([allowed, "103"]);
    expect(fieldsOf(answer)).toMatchObject({
      ...{ "x-homeport-kind": "session", "x-homeport-name": "Ada", "x-homeport-role": "owner" },
      ...{ "x-homeport-key": "", "x-homeport-gate-secret": "", "x-team": "Ada" },
    });
    expect(answer.headers["cookie"]).toBe("theme=dark");
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(JSON.stringify(answer.rawHeaders)).not.toContain("homeport_app");
  });

  test("tells of nobody on a public path, in headers that are all there", async () => {
    const answer = await decide(dialect, { path: "/public/a", headers: { Cookie: cookie } });
    expect([answer.status, answer.headers["x-homeport-gate"]]).toEqual([allowed, "100"]);
    const told = fieldsOf(answer);
    expect(Object.keys(told).filter((name) => told[name] === undefined)).toEqual([]);
    expect(told).toMatchObject({ "x-homeport-kind": "anonymous", "x-homeport-user": "" });
    expect(answer.headers["cookie"]).toBe("");
  });

  test("lets no identity through that a visitor made up, in any spelling", async () => {
    const spoofed = {
      ...{ "X-Homeport-User": "root", "x-homeport-role": "owner", "X-Homeport-Other": "1" },
      ...{ "Remote-User": "root", "X-Forwarded-Email": "root@example.org", "X-Team": "root" },
    };
    const answer = await decide(dialect, { path: "/public", headers: spoofed });
    expect(answer.status).toBe(allowed);
    for (const name of Object.keys(spoofed)) {
      expect(answer.headers[name.toLowerCase()], name).toBe("");
    }
    const folded = [
      "X_Homeport_User",
      "X.Homeport.User",
      "Remote_User",
      "X_Team",
      "X_Forwarded_For",
    ];
    for (const name of folded) {
      const refused = await decide(dialect, { path: "/public", headers: { [name]: "root" } });
      expect([refused.status, errorOf(refused).code], name).toEqual([400, "BAD_HEADER"]);
    }
  });

  test("opens to a key in X-Homeport-Key, which never reaches the app", async () => {
    const answer = await decide(dialect, { path: "/in", headers: { "X-Homeport-Key": key } });
    expect([answer.status, answer.headers["x-homeport-gate"]]).toEqual([allowed, "103"]);
    expect(fieldsOf(answer)).toMatchObject({ "x-homeport-kind": "key", "x-homeport-key": "" });
    expect(answer.rawHeaders.join(" ")).not.toContain(key);
    const wrong = { Cookie: cookie, "X-Homeport-Key": `${key.slice(0, -1)}y` };
    const refused = await decide(dialect, { path: "/in", headers: wrong });
    expect([refused.status, refused.headers["x-homeport-gate"]]).toEqual([401, "214"]);
  });

  test("carries no key to an app: one in Authorization is refused", async () => {
    const basic = `Basic ${Buffer.from("ada:hpk_aaaaaaaaaa_x").toString("base64")}`;
    for (const authorization of ["Bearer hpk_aaaaaaaaaa_x", basic]) {
      const headers = { Authorization: authorization };
      const answer = await decide(dialect, { path: "/public", headers });
      expect([answer.status, errorOf(answer).code]).toEqual([400, "BAD_HEADER"]);
    }
    const own = { Authorization: "Bearer the-apps-own" };
    expect((await decide(dialect, { path: "/public", headers: own })).status).toBe(allowed);
  });

  test("opens to a guest of a share link, whose cookie never reaches the app", async () => {
    const answer = await decide(dialect, { path: "/shared", headers: { Cookie: `a=1; ${guest}` } });
    expect([answer.status, answer.headers["x-homeport-gate"]]).toEqual([allowed, "101"]);
    expect(fieldsOf(answer)).toMatchObject({ "x-homeport-kind": "link", "x-homeport-user": "" });
    expect(answer.headers["cookie"]).toBe("a=1");
    expect((await decide(dialect, { path: "/in", headers: { Cookie: guest } })).status).toBe(401);
  });

  test("refuses by every reading of the path, as the relay does", async () => {
    for (const path of ["/public/..%2fin", "/public/%2e%2e/in", "/public\\..\\in"]) {
      expect((await decide(dialect, { path })).status, path).toBe(401);
    }
    const broken = await decide(dialect, { path: "/public/%zz" });
    expect([broken.status, broken.headers["x-homeport-gate"]]).toEqual([bare ? 401 : 400, "204"]);
  });

  test("asks a WebSocket for its origin when a cookie vouches for it", async () => {
    const socket = { "Sec-WebSocket-Key": "AAAA", "Sec-WebSocket-Version": "13", Cookie: cookie };
    const from = async (origin: string) => {
      const answer = await decide(dialect, { headers: { ...socket, Origin: origin } });
      return [answer.status, answer.headers["x-homeport-gate"]];
    };
    expect(await from(`http://${external}:8080`)).toEqual([allowed, "103"]);
    expect(await from("https://evil.example")).toEqual([bare ? 401 : 403, "203"]);
  });

  test("decides about an app behind a tunnel by the same rules", async () => {
    const asked = subRequest(dialect, { hostname: "tunnelled.localhost" });
    const answer = await ask(port, asked);
    expect([answer.status, answer.headers["x-homeport-gate"]]).toEqual([401, "201"]);
  });

  test("never allows what is the gate's own, nor uses anything up when asked for it", async () => {
    for (const path of [
      "/.homeport/whoami",
      "/.HOMEPORT/x",
      "/public/../.homeport/callback?t=a.b",
    ]) {
      const answer = await decide(dialect, { path, headers: { Cookie: cookie } });
      expect([answer.status, answer.headers["x-homeport-gate"]], path).toEqual([
        ...[bare ? 401 : 404, "200"],
      ]);
    }
  });

  test("asks the store for no visitor that is known", async () => {
    const headers = { Cookie: cookie };
    await decide(dialect, { headers });
    const before = await counted("gate_fills_total");
    await Promise.all(
      Array.from({ length: 30 }, (_, at) => decide(dialect, { path: `/a${at}`, headers })),
    );
    expect(await counted("gate_fills_total")).toBe(before);
  });
});

async function lastAccess(): Promise<unknown> {
  const read = `SELECT last_access_at FROM apps WHERE id = $1`;
  return (await bed.stores.db.sql.query(read, [appId]))[0]?.["last_access_at"];
}

/** A counter's sum over the labels that the pattern finds. */
async function counted(name: string, labels = /./): Promise<number> {
  const lines = (await bed.stores.metrics.text()).split("\n");
  const counts = lines.filter((line) => line.startsWith(`homeport_${name}{`) && labels.test(line));
  return counts.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}

describe.each(fullDialects)("%s hands refusals on, so they are whole", (dialect) => {
  test("people are led to sign in, with the cookie that goes with it", async () => {
    const answer = await decide(dialect, { path: "/deep?a=b", headers: page });
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toMatch(/^http:\/\/localhost:3000\/gate\/start\?s=/);
    expect(cookieOf(answer)).toMatch(/^homeport_pre=/);
  });

  test("programs are told where a person signs in, and unknown addresses are 404", async () => {
    const answer = await decide(dialect, { path: "/deep?a=b" });
    const loginUrl = `http://${external}:8080/deep?a=b`;
    expect([answer.status, errorOf(answer)]).toMatchObject([
      401,
      { code: "SIGN_IN_REQUIRED", loginUrl },
    ]);
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="homeport"');
    const unknown = await ask(port, subRequest(dialect, { hostname: "nobody.example.org" }));
    expect([unknown.status, errorOf(unknown).code]).toEqual([404, "UNKNOWN_APP"]);
  });

  test("nothing but GET and HEAD is redirected", async () => {
    const answer = await decide(dialect, { method: "POST", headers: page });
    expect([answer.status, answer.headers.location]).toEqual([401, undefined]);
  });
});

describe.each(bareDialects)("%s hears 401 and nothing else", (dialect) => {
  const show = (original: Omit<Original, "hostname">) =>
    ask(port, answerRequest(dialect, { hostname: external, ...original }));

  test("whatever the reason", async () => {
    const reasons: [Partial<Original>, string][] = [
      ...([
        [{ headers: page }, "201"],
        [{ hostname: "nobody.example.org" }, "200"],
        [{ path: "/%zz" }, "204"],
        [{ method: "TRACE" }, "207"],
      ] as const),
    ].map(([original, number]) => [original, number]);
    for (const [original, number] of reasons) {
      const asked = subRequest(dialect, { hostname: external, ...original });
      const answer = await ask(port, asked);
      expect([answer.status, answer.headers["x-homeport-gate"]]).toEqual([401, number]);
      expect([String(answer.body), answer.headers["set-cookie"]]).toEqual(["", undefined]);
      expect(answer.headers["www-authenticate"]).toBeUndefined();
    }
  });

  test("and the visitor is shown the whole answer apart", async () => {
    const led = await show({ path: "/deep", headers: page });
    expect([led.status, cookieOf(led).slice(0, 13)]).toEqual([302, "homeport_pre="]);
    const told = await show({ path: "/deep", method: "POST", headers: page });
    expect([told.status, errorOf(told).code]).toEqual([401, "SIGN_IN_REQUIRED"]);
    const unknown = await ask(port, answerRequest(dialect, { hostname: "nobody.example.org" }));
    expect([unknown.status, errorOf(unknown).code]).toEqual([404, "UNKNOWN_APP"]);
  });

  test("who may pass after all is asked to come again, which a page does by itself", async () => {
    const headers = { ...page, Cookie: cookie };
    const shown = await show({ path: "/deep", headers });
    expect([shown.status, shown.headers["x-homeport-gate"]]).toEqual([503, "216"]);
    expect(shown.headers["retry-after"]).toBe("1");
    expect(String(shown.body)).toContain('<meta http-equiv="refresh" content="1">');
    expect(Object.keys(shown.headers)).not.toContain("x-homeport-user");
    const told = await show({ path: "/deep", headers: { Cookie: cookie } });
    expect([told.status, errorOf(told).code]).toEqual([503, "TRY_AGAIN"]);
  });

  test("a refusal that was asked for twice is counted once", async () => {
    const refusals = () => counted("gate_decisions_total", /code="SIGN_IN_REQUIRED"/);
    const before = await refusals();
    await decide(dialect, { headers: page });
    await show({ headers: page });
    expect(await refusals()).toBe(before + 1);
  });
});

test("thirty first visits through proxies write last access once", async () => {
  await using relay = await startTestRelay(bed.stores);
  await waitFor(() => relay.relay.gate.current().byHostname.has(external), { deadlineMs: 5_000 });
  const own = await listen(relay.relay.gateServer);
  await bed.stores.db.sql.query(`UPDATE apps SET last_access_at = NULL WHERE id = $1`, [appId]);
  const before = await counted("db_queries_total", /client="pool"/);
  await Promise.all(
    Array.from({ length: 30 }, () =>
      ask(own, subRequest("caddy", { hostname: external, path: "/public" })),
    ),
  );
  await waitFor(async () => (await lastAccess()) !== null, { deadlineMs: 5_000 });
  // One write is three statements; thirty would be ninety.
  const queries = (await counted("db_queries_total", /client="pool"/)) - before;
  expect(queries).toBeLessThan(30);
});

test("HAProxy's sub-request is a GET or a HEAD; a HEAD has no body", async () => {
  const asked = subRequest("haproxy", { hostname: external, path: "/public" });
  expect((await ask(port, { ...asked, method: "HEAD" })).status).toBe(200);
  const posted = await ask(port, { ...asked, method: "POST" });
  expect([posted.status, errorOf(posted).code]).toEqual([405, "METHOD_REFUSED"]);
});

describe("/.homeport/ at the host of an app that no relay carries", () => {
  const headers = { "X-Forwarded-For": "198.51.100.7" };

  test("is answered on the gate listener, by host", async () => {
    const asked = { host: external, path: "/.homeport/whoami" };
    const known = await ask(port, { ...asked, headers: { ...headers, Cookie: cookie } });
    expect(JSON.parse(String(known.body))).toMatchObject({ kind: "session", name: "Ada" });
    const stranger = await ask(port, { ...asked, headers });
    expect(JSON.parse(String(stranger.body))).toMatchObject({ kind: "anonymous" });
    const nothing = await ask(port, { host: external, path: "/.homeport/other", headers });
    expect([nothing.status, errorOf(nothing).code]).toEqual([404, "UNKNOWN_APP"]);
  });

  test("and nothing else is, nor are apps behind a tunnel", async () => {
    const tunnelled = { host: "tunnelled.localhost", path: "/.homeport/whoami" };
    for (const asked of [
      tunnelled,
      { host: external, path: "/" },
      { host: external, path: "/a" },
    ]) {
      const answer = await ask(port, { ...asked, headers });
      expect([answer.status, errorOf(answer).code]).toEqual([404, "NOT_FOUND"]);
    }
  });

  test("a path that only a proxy reads as the gate's own is decided as what it says", async () => {
    const path = "/gate/envoy/../../.homeport/whoami";
    const answer = await ask(port, { host: external, path, headers: { Cookie: cookie } });
    expect([answer.status, errorOf(answer).code]).toEqual([404, "UNKNOWN_APP"]);
  });
});

test("the public listener carries no app that stands behind another proxy", async () => {
  const answer = await bed.ask({ host: external, path: "/public" });
  expect([answer.status, errorOf(answer).code]).toEqual([404, "UNKNOWN_APP"]);
});

describe("a proxy is believed by its address and by the secret", () => {
  const secret = "0123456789abcdef0123456789abcdef";
  const asked = (dialect: (typeof everyDialect)[number], sent: readonly string[] | null) => {
    const one = subRequest(dialect, { hostname: external, path: "/public" });
    return sent === null
      ? one
      : { ...one, headers: { ...one.headers, "X-Homeport-Gate-Secret": sent } };
  };

  test("with a secret set, whoever does not send exactly it is refused, whatever is asked", async () => {
    await using relay = await startTestRelay(bed.stores, { settings: { gateSecret: secret } });
    await waitFor(() => relay.relay.gate.current().byHostname.has(external), { deadlineMs: 5_000 });
    const own = await listen(relay.relay.gateServer);
    const wrong = [null, [""], ["0"], [`${secret}0`], [secret, secret], [secret.toUpperCase()]];
    for (const dialect of everyDialect) {
      for (const sent of wrong) {
        const answer = await ask(own, asked(dialect, sent));
        expect([answer.status, errorOf(answer).code], dialect).toEqual([403, "UNTRUSTED_PROXY"]);
        expect(answer.headers["x-homeport-gate"]).toBe("206");
      }
      const answer = await ask(own, asked(dialect, [secret]));
      expect([200, 204], dialect).toContain(answer.status);
      expect(answer.rawHeaders.join(" ")).not.toContain(secret);
    }
    for (const path of ["/.homeport/whoami", "/gate/answer?d=nginx", "/", "/healthz"]) {
      const answer = await ask(own, { host: external, path });
      expect([answer.status, errorOf(answer).code], path).toEqual([403, "UNTRUSTED_PROXY"]);
    }
    expect((await ask(own, { host: "g", path: `/tls/ask?domain=${external}` })).status).toBe(200);
  });

  test("from another address the secret opens nothing", async () => {
    const settings = { gateProxies: parseTrustedProxies("192.0.2.0/24"), gateSecret: secret };
    await using relay = await startTestRelay(bed.stores, { settings });
    const own = await listen(relay.relay.gateServer);
    for (const dialect of everyDialect) {
      const answer = await ask(own, asked(dialect, [secret]));
      expect([answer.status, errorOf(answer).code], dialect).toEqual([403, "UNTRUSTED_PROXY"]);
    }
  });
});

test.each(everyDialect)(
  "%s is refused with 400 when a part of the original is missing or doubled",
  async (dialect) => {
    const asked = subRequest(dialect, { hostname: external, path: "/public" });
    const telling = Object.keys(asked.headers ?? {}).filter((name) =>
      /^X-(?:Forwarded-(?:Method|Proto|Host|Uri)|Original-)/.test(name),
    );
    for (const name of telling) {
      const { [name]: value = "", ...rest } = asked.headers ?? {};
      for (const headers of [rest, { ...rest, [name]: [String(value), String(value)] }]) {
        const answer = await ask(port, { ...asked, headers });
        expect([answer.status, errorOf(answer).code], name).toEqual([400, "BAD_HEADER"]);
      }
    }
  },
);
