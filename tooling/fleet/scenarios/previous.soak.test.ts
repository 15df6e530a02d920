import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { sendRequest } from "../src/load/send-request.ts";
import { type ConsoleBrowser, openConsoleBrowser } from "../src/product/console-browser.ts";
import { type StartedHomeport, startBeside, startHomeport } from "../src/product/start-homeport.ts";
import { startTarget } from "../src/target/target.ts";

/** The folder of a built checkout of the release before; `pnpm test:soak` says which. */
const previousFolder = process.env["PREVIOUS"];

const stack = new AsyncDisposableStack();
let previous: StartedHomeport;
let current: Awaited<ReturnType<typeof startBeside>>;
let appHost: string;

beforeAll(async () => {
  if (previousFolder === undefined) throw new Error("PREVIOUS names no folder");
  const target = stack.use(await startTarget());
  previous = stack.use(await startHomeport({ portBase: 27_400, relay: 1, root: previousFolder }));
  await previous.expose(Number(new URL(target.url).port), "beside");
  appHost = `beside.${new URL(previous.appsUrl).host}`;
  // It migrates what there is to migrate, under the eyes of the others.
  current = stack.use(await startBeside(previous, { portBase: 27_600 }));
}, 400_000);
afterAll(() => stack.disposeAsync(), 60_000);

const sides = () => [previous.webUrls[0] ?? "", current.webUrls[0] ?? ""] as const;

async function signInAt(url: string): Promise<ConsoleBrowser> {
  const browser = openConsoleBrowser(previous.webUrl);
  const { status } = await browser.post(url, "/api/auth/sign-in/email", previous.admin);
  if (status !== 200) throw new Error(`The sign-in was answered with ${status}`);
  return browser;
}

test("a sign-in at either release counts at the other, and so does a sign-out", async () => {
  const [old, now] = sides();
  for (const [here, there] of [
    [old, now],
    [now, old],
  ] as const) {
    const browser = await signInAt(here);
    const copy = browser.copy();
    const isIn = async (url: string) => (await copy.query(url, "session.me")).body !== null;
    expect([await isIn(here), await isIn(there)]).toEqual([true, true]);
    expect((await browser.post(there, "/api/auth/sign-out", {})).status).toBe(200);
    await waitFor(async () => !(await isIn(here)) && !(await isIn(there)), { deadlineMs: 5_000 });
  }
}, 60_000);

test("a page that one release began is turned by the other, and no row comes twice", async () => {
  const pageSchema = z.object({
    items: z.array(z.object({ entryId: z.string() })),
    nextCursor: z.string().nullable(),
  });
  const browser = await signInAt(sides()[0]);
  const seen: string[] = [];
  let cursor: string | null = "";
  for (let turn = 0; cursor !== null && turn < 10; turn += 1) {
    const input: object = { limit: 1, ...(cursor === "" ? {} : { cursor }) };
    const { body } = await browser.query(sides()[turn % 2] ?? "", "audit.list", input);
    const page = pageSchema.parse(body);
    seen.push(...page.items.map(({ entryId }) => entryId));
    cursor = page.nextCursor;
  }
  expect(seen.length).toBeGreaterThan(1);
  expect(new Set(seen).size).toBe(seen.length);
}, 60_000);

test("an app that an agent of one release published answers at relays of both", async () => {
  for (const url of [previous.relayUrls[0], current.relayUrls[0]]) {
    const visitor = { port: Number(new URL(url ?? "").port), relayOf: () => null };
    await waitFor(
      async () => {
        const asked = { id: "beside", method: "GET", host: appHost } as const;
        return (await sendRequest(visitor, asked)).outcome === "beside";
      },
      { deadlineMs: 15_000, what: `the app answers at ${url}` },
    );
  }
}, 60_000);

test("replicas of the release before start again on the database as it is now", async () => {
  const ended = previous.processes().filter(({ app }) => ["web", "worker", "relay"].includes(app));
  expect(ended.length).toBeGreaterThanOrEqual(3);
  for (const { app, pid } of ended) {
    process.kill(pid, "SIGTERM");
    await waitFor(
      () => {
        const same = previous.processes().filter((one) => one.app === app);
        return same.length > 0 && !same.some((one) => one.pid === pid);
      },
      { deadlineMs: 60_000, everyMs: 100, what: `${app} is back` },
    );
  }
  for (const ops of [...previous.opsUrls.web, ...previous.opsUrls.relay]) {
    const isReady = async () => (await fetch(`${ops}/readyz`)).status === 200;
    await waitFor(() => isReady().catch(() => false), { deadlineMs: 30_000, everyMs: 200 });
  }
  const browser = await signInAt(sides()[0]);
  expect((await browser.query(sides()[1], "session.me")).body).not.toBeNull();
}, 200_000);
