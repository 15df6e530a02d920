import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { appHost, createTestHost, readRun, signIn, type TestHost } from "./homeport.ts";
import { type ProbeApp, pattern, startProbeApp } from "./probe-app.ts";
import { openRequest, visit } from "./visitor.ts";

// A worker that starts again after a failure must not meet its predecessor's names.
const label = `probe-${randomBytes(3).toString("hex")}`;
const closedLabel = `${label}-closed`;
const bigBytes = 256 * 1024 * 1024;
let probe: ProbeApp;
let host: TestHost;
let stopAgent: () => Promise<void>;

test.beforeAll(async ({ browser }) => {
  probe = await startProbeApp();
  host = createTestHost();
  // The code comes from the console, as a person gets it.
  const page = await browser.newPage();
  await signIn(page);
  await page.goto(`${readRun().webUrl}/hosts/add`);
  await expect(page.getByRole("switch", { name: "May publish apps" })).toBeChecked();
  await page.getByRole("button", { name: "Make a code" }).click();
  const command = page.getByText(/homeport enroll --code/).first();
  const code = /--code (\S+)/.exec((await command.textContent()) ?? "")?.[1] ?? "";
  await host.run("enroll", "--code", code, "--url", readRun().webUrl, "--name", "attic");
  stopAgent = await host.up();
  await expect(page.getByText("attic is online")).toBeVisible({ timeout: 20_000 });
  await page.close();
  await host.run("expose", String(probe.port), "--name", label, "--level", "public");
});

test.afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await probe[Symbol.asyncDispose]();
});

test("256 MiB arrive at the app as they were sent", async () => {
  const block = randomBytes(1024 * 1024);
  const hash = createHash("sha256");
  async function* blocks() {
    for (let sent = 0; sent < bigBytes; sent += block.length) {
      hash.update(block);
      yield block;
    }
  }
  const answer = await visit(appHost(label), { method: "POST", path: "/hash", body: blocks() });
  expect(answer.body.toString()).toBe(hash.digest("hex"));
});

test("256 MiB arrive at the visitor as the app sent them", async () => {
  const expected = createHash("sha256");
  for (let sent = 0; sent < bigBytes; sent += pattern.length) expected.update(pattern);
  const request = openRequest(appHost(label), { path: `/bytes/${bigBytes}` });
  const received = createHash("sha256");
  await new Promise<void>((resolve, reject) => {
    request.once("error", reject);
    request.once("response", (message) => {
      message.on("data", (chunk: Buffer) => received.update(chunk));
      message.once("end", resolve);
      message.once("error", reject);
    });
    request.end();
  });
  expect(received.digest("hex")).toBe(expected.digest("hex"));
});

test("five cookies arrive as five", async () => {
  const { message } = await visit(appHost(label), { path: "/cookies" });
  expect(message.headers["set-cookie"]).toEqual([
    "a=1",
    "b=2; Path=/x",
    "c=3; HttpOnly",
    "d=4",
    "e=5",
  ]);
});

test("a compressed answer arrives byte for byte", async () => {
  const { message, body } = await visit(appHost(label), { path: "/gzip" });
  expect(message.headers["content-encoding"]).toBe("gzip");
  expect(body.equals(probe.gzipped)).toBe(true);
});

test("HEAD, 204 and 304 have no body and end at once", async () => {
  const head = await visit(appHost(label), { method: "HEAD", path: "/bytes/5000" });
  expect([head.status, head.message.headers["content-length"]]).toEqual([200, "5000"]);
  expect(head.body).toHaveLength(0);
  expect((await visit(appHost(label), { path: "/empty" })).status).toBe(204);
  const unchanged = await visit(appHost(label), { path: "/unchanged" });
  expect([unchanged.status, unchanged.message.headers["etag"]]).toEqual([304, '"one"']);
});

test("interim answers and trailers reach the visitor", async () => {
  const hints = await visit(appHost(label), { path: "/hints" });
  expect(hints.interim).toEqual([103]);
  expect(hints.body.toString()).toBe("after hints");
  const trailers = await visit(appHost(label), { path: "/trailers" });
  expect(trailers.message.trailers["x-checksum"]).toBe("abc");
});

test("a visitor who leaves ends the answer at the app within a second", async () => {
  const request = openRequest(appHost(label), { path: "/endless" });
  request.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    request.once("response", (message) => {
      message.once("data", () => resolve());
      message.on("error", () => undefined);
    });
    request.end();
  });
  request.destroy();
  await expect.poll(() => probe.abandoned, { timeout: 1_000 }).toEqual(["/endless"]);
});

test("an app sees who asks, and neither a Homeport cookie nor a header that a visitor made up", async () => {
  const { body } = await visit(appHost(label), {
    path: "/headers",
    headers: {
      cookie: "mine=1; homeport_app=v1.x.y; other=2; homeport.session_token=z",
      "X-Homeport-User": "somebody",
      x_homeport_email: "somebody@example.org",
      "Remote-User": "root",
    },
  });
  const raw: string[] = JSON.parse(body.toString());
  const sent = new Map<string, string>();
  for (let at = 0; at < raw.length; at += 2)
    sent.set((raw[at] ?? "").toLowerCase(), raw[at + 1] ?? "");
  expect(sent.get("cookie")).toBe("mine=1; other=2");
  expect(sent.get("x-homeport-kind")).toBe("anonymous");
  expect(sent.get("x-homeport-user")).toBe("");
  expect(body.toString()).not.toMatch(/somebody|root/);
});

test("an unknown address is 404 and says so", async () => {
  const answer = await visit(appHost("nobody-here"));
  expect(answer.status).toBe(404);
  expect(JSON.parse(answer.body.toString()).error.code).toBe("UNKNOWN_APP");
});

test("a closed port answers 502 with its reason, and the host stays online", async () => {
  const closed = await startProbeApp();
  await closed[Symbol.asyncDispose]();
  await host.run("expose", String(closed.port), "--name", closedLabel, "--level", "public");
  const answer = await visit(appHost(closedLabel));
  expect(answer.status).toBe(502);
  expect(JSON.parse(answer.body.toString()).error.code).toBe("TARGET_REFUSED");
});

test("a stopped agent is a page with the reason for people, JSON for programs, until it is back", async ({
  page,
}) => {
  await stopAgent();
  await expect.poll(async () => (await visit(appHost(label))).status).toBe(503);
  const { error } = JSON.parse((await visit(appHost(label))).body.toString());
  expect(error).toMatchObject({ code: "HOST_OFFLINE", reason: "AGENT_STOPPED", retryable: true });
  const shown = await page.goto(`http://${appHost(label)}/headers`);
  expect(shown?.status()).toBe(503);
  await expect(page.getByText(/stopped/i).first()).toBeVisible();
  await expect(page.getByText(/last (seen|connected)/i).first()).toBeVisible();
  stopAgent = await host.up();
  await expect.poll(async () => (await visit(appHost(label), { path: "/empty" })).status).toBe(204);
});
