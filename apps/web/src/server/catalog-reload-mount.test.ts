import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { ReloadDeps, ReloadSecrets } from "@homeport/catalog";
import type { RateDecision } from "@homeport/coordination";
import { afterAll, expect, test } from "vitest";
import { createCatalogReloadMount } from "./catalog-reload-mount.ts";

const secrets = { current: "c".repeat(32), previous: null };
const path = "/api/internal/catalog/reload";
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** Whoever is refused here reaches no store: there is none behind it. */
const nothing = {} as ReloadDeps;

const received: { mode: string; status: number }[] = [];
let limits: (name: string, key: string) => RateDecision = () => ({ allowed: true });

async function serve(known: ReloadSecrets | null): Promise<string> {
  const answer = createCatalogReloadMount({
    catalog: nothing,
    secrets: known,
    limiter: {
      take: (name, key) => limits(name, key),
      takeFleet: async (name, key) => limits(name, key),
    },
    events: { failed: () => undefined, reloadReceived: (input) => void received.push(input) },
    draining: new AbortController().signal,
  });
  const server = createServer((request, response) => {
    void answer(request, response, { address: null, requestId: "r", nonce: "n" });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  return `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}${path}`;
}

const [configured, unset] = [await serve(secrets), await serve(null)];
const authorization = `Bearer ${secrets.current}`;

async function hear(url: string, headers: Record<string, string>, body = "") {
  const answer = await fetch(url, { method: "POST", headers, body });
  const heard = Object.fromEntries(answer.headers);
  delete heard["date"];
  return { status: answer.status, headers: heard, body: await answer.text() };
}

test("whoever shows no credential hears the same to the byte, configured or not, as with a wrong one", async () => {
  const heard = [
    await hear(configured, {}),
    await hear(unset, {}),
    await hear(unset, { authorization: "Basic x" }),
    await hear(configured, { authorization: `Bearer ${"x".repeat(32)}` }),
    await hear(configured, { authorization: "Bearer short" }),
    await hear(configured, { "x-hub-signature-256": "sha256=00" }),
    await hear(configured, { authorization: "Bearer x" }, "{ broken"),
    await hear(configured, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` }, "{ broken"),
    await hear(configured, { "webhook-signature": "v1,x" }, "{ broken"),
    await hear(configured, { "webhook-signature": "v1,x" }, "x".repeat(1024 ** 2 + 1)),
    await hear(configured, { "x-github-event": "ping" }, "payload=x"),
  ];
  expect(heard[0]?.status).toBe(401);
  expect(heard[0]?.headers["www-authenticate"]).toBe("Bearer");
  for (const each of heard) expect(each).toEqual(heard[0]);
});

test("a credential without a secret to hold it against is told so", async () => {
  const { status, body } = await hear(unset, { authorization: "Bearer x" });
  expect(status).toBe(503);
  expect(body).toContain("hot-reload not configured");
  expect(body).toContain("CATALOG_RELOAD_NOT_CONFIGURED");
});

test.each([
  ["{ broken", "application/json", 400, "CATALOG_BODY_INVALID"],
  ['{"branch": "main", "more": 1}', "application/json", 400, "CATALOG_BODY_INVALID"],
  ['{"commitHash": "--upload-pack=x"}', "application/json", 400, "CATALOG_BODY_INVALID"],
  ['{"commitHash": "abc"}', "application/json", 400, "CATALOG_BODY_INVALID"],
  ["[]", "application/json", 400, "CATALOG_BODY_INVALID"],
  ["payload=x", "application/x-www-form-urlencoded", 415, "CATALOG_BODY_TYPE"],
  ["x".repeat(1024 ** 2 + 1), "application/json", 413, "CATALOG_BODY_TOO_LARGE"],
])("a body that makes no sense is refused: %.40s", async (body, type, status, code) => {
  const heard = await hear(configured, { authorization, "content-type": type }, body);
  expect(heard.status).toBe(status);
  expect(heard.body).toContain(code);
});

test("it is asked by POST, and its outcome by GET", async () => {
  expect((await fetch(configured)).status).toBe(405);
  expect((await fetch(`${configured}/1`, { method: "POST" })).status).toBe(405);
  expect((await fetch(`${configured}/1`)).status).toBe(401);
  expect((await fetch(`${configured}/x`, { headers: { authorization } })).status).toBe(404);
});

test("a forge that signs hears of its ping, of what is none of its business, and of a form", async () => {
  const send = (event: string, body: string, type = "application/json") => {
    const mac = createHmac("sha256", secrets.current).update(body).digest("hex");
    const headers = { "x-hub-signature-256": `sha256=${mac}`, "x-github-event": event };
    return hear(configured, { ...headers, "content-type": type }, body);
  };
  expect(await send("push", "payload=x", "application/x-www-form-urlencoded")).toMatchObject({
    status: 415,
    body: expect.stringContaining("JSON"),
  });
  expect((await send("push", "{ broken")).status).toBe(400);
  expect((await send("push", '{"ref":"refs/heads/main"}')).status).toBe(400);
});

test("whoever fails too often hears that instead, and a right secret is still taken", async () => {
  limits = (name) =>
    name === "catalog-reload-failures"
      ? { allowed: false, retryAfterMs: 1_000 }
      : { allowed: true };
  const failed = await hear(configured, { authorization: "Bearer x" });
  expect(failed).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
  expect((await hear(configured, { authorization }, "{ broken")).status).toBe(415);
  limits = () => ({ allowed: true });
});

test("too many calls are refused however right they are", async () => {
  limits = () => ({ allowed: false, retryAfterMs: 500 });
  expect((await hear(configured, { authorization })).status).toBe(429);
  limits = () => ({ allowed: true });
});

test("each call is told to operators by its mode and its answer, and by nothing that it showed", async () => {
  received.length = 0;
  await hear(configured, { authorization: `Bearer ${"x".repeat(40)}` });
  await hear(configured, { "x-hub-signature-256": "sha256=00" });
  expect(received).toEqual([
    { mode: "bearer", status: 401 },
    { mode: "hub", status: 401 },
  ]);
});
