import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPages, startWeb, type TestWeb, webUrl } from "./start-web.ts";

let web: TestWeb;
let cookie = "";

beforeAll(async () => {
  await buildPages();
  web = await startWeb();
}, 180_000);

afterAll(() => web[Symbol.asyncDispose]());

test("the first person is led to making the owner account", async () => {
  const start = await web.ask("/");
  expect([start.status, start.headers.get("location")]).toEqual([307, "/sign-up"]);
  const page = await web.ask("/sign-up");
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("Create the owner account");
});

test("a page runs only scripts with the nonce of its own answer, and may be framed by nobody", async () => {
  const [one, two] = [await web.ask("/sign-up"), await web.ask("/sign-up")];
  const policy = one.headers.get("content-security-policy") ?? "";
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
  expect(nonce).toHaveLength(24);
  expect(two.headers.get("content-security-policy")).not.toContain(nonce);
  const scripts = (await one.text()).match(/<script[^>]*>/g) ?? [];
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(one.headers.get("x-content-type-options")).toBe("nosniff");
  expect(one.headers.get("x-powered-by")).toBeNull();
});

test("an answer names its request and, outside prod, its replica", async () => {
  const kept = await web.ask("/sign-up", { headers: { "x-request-id": "from-the-proxy-1" } });
  expect(kept.headers.get("x-request-id")).toBe("from-the-proxy-1");
  const made = await web.ask("/sign-up", { headers: { "x-request-id": "bad id" } });
  expect(made.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(made.headers.get("x-homeport-replica")).not.toBeNull();
});

test("health is on the ops listener alone", async () => {
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    expect((await web.ask(path)).status).toBe(404);
    expect((await web.askOps(path)).status).toBe(200);
  }
  const metrics = await (await web.askOps("/metrics")).text();
  expect(metrics).toContain('homeport_http_requests_total{app="web",route="ops",code="4xx"}');
});

test("exactly one line says how the process coordinates", () => {
  const lines = web.app.lines.filter((line) => line.includes('"msg":"coordination"'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('"mode":"shared"');
});

test("a stranger is sent to sign in and comes back to where they wanted to go", async () => {
  cookie = await web.signUp();
  const asked = await web.ask("/hosts?x=1");
  expect([asked.status, asked.headers.get("location")]).toEqual([
    307,
    "/sign-in?next=%2Fhosts%3Fx%3D1",
  ]);
});

test("once there is an owner, sign-up says that it is closed", async () => {
  expect(await (await web.ask("/sign-up")).text()).toContain("Sign-up is closed");
});

test("the first paint of a page has its data", async () => {
  const page = await web.ask("/", { headers: { cookie } });
  const html = await page.text();
  expect(page.status).toBe(200);
  expect(html).toContain("Bring in a host");
  expect(html).toContain("owner@example.org");
});

test("whoever is signed in is not asked to sign in again", async () => {
  const answer = await web.ask("/sign-in?next=%2Fapps", { headers: { cookie } });
  expect([answer.status, answer.headers.get("location")]).toEqual([307, "/apps"]);
});

test("a sign-in page never leads to another origin", async () => {
  const answer = await web.ask("/sign-in?next=%2F%2Fevil.example", { headers: { cookie } });
  expect(answer.headers.get("location")).toBe("/");
});

test("what a client sends under the server's own header names is not believed", async () => {
  const headers = { cookie, "x-homeport-nonce": "mine", "x-homeport-target": "//evil.example" };
  expect(await (await web.ask("/", { headers })).text()).not.toContain('nonce="mine"');
  const stranger = await web.ask("/hosts", {
    headers: { "x-homeport-target": "//evil.example" },
  });
  expect(stranger.headers.get("location")).toBe("/sign-in?next=%2Fhosts");
});

test("a revoked session is a stranger at the next page", async () => {
  const headers = { "content-type": "application/json", origin: webUrl };
  const other = await web.ask("/api/auth/sign-in/email", {
    method: "POST",
    headers,
    body: JSON.stringify({ email: "owner@example.org", password: "correct horse battery" }),
  });
  const theirs = other.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  expect((await web.ask("/hosts", { headers: { cookie: theirs } })).status).toBe(200);
  const revoked = await web.ask("/api/trpc/account.sessions.revokeOthers", {
    method: "POST",
    headers: { ...headers, cookie },
  });
  expect(revoked.status).toBe(200);
  expect((await web.ask("/hosts", { headers: { cookie: theirs } })).status).toBe(307);
});

test("an address that nobody has is a page of its own, with status 404", async () => {
  const answer = await web.ask("/nothing/here");
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain("Nothing is moored here");
});

test.each(["/hosts/none", "/apps/none", "/apps/none/access"])(
  "%s, of which there is none, is a page that says so, with status 404",
  async (path) => {
    const answer = await web.ask(path, { headers: { cookie } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("Nothing is moored here");
  },
);

test("a body that is too large for sign-in is refused before it is read whole", async () => {
  const answer = await web.ask("/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json", origin: webUrl },
    body: JSON.stringify({ email: "a@example.org", password: "x".repeat(100_000) }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { code: "INPUT_INVALID" } });
});

test("no query reaches the log", () => {
  expect(web.app.lines.filter((line) => line.includes("evil.example"))).toEqual([]);
});
