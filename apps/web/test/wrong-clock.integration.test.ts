import { openDb, type SqlRunner } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { buildPages, startWeb, type TestWeb } from "./start-web.ts";

const hourMs = 3_600_000;
const env = { HOMEPORT_SIGN_UP: "open", HOMEPORT_DRAIN_DELAY_MS: "0" };
const password = "correct horse battery";

let stack: AsyncDisposableStack;
let right: TestWeb;
/** Another replica on the same stores, whose clock is an hour ahead. */
let ahead: TestWeb;
let sql: SqlRunner;
let cookie: string;

beforeAll(async () => {
  await buildPages();
  stack = new AsyncDisposableStack();
  right = stack.use(await startWeb(env));
  const wrong = { ...env, HOMEPORT_TEST_CLOCK_OFFSET_MS: String(hourMs) };
  ahead = stack.use(await startWeb(wrong, { stores: right.stores }));
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { app: "test", clock: systemClock, log: silentLog, metrics };
  sql = stack.use(openDb({ url: right.databaseUrl, ...shared })).sql;
  await right.signUp();
}, 240_000);
afterAll(() => stack.disposeAsync());

beforeEach(async () => {
  cookie = await signIn(right);
});

async function signIn({ ask, url }: TestWeb): Promise<string> {
  const answer = await ask("/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: "owner@example.org", password }),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(";", 1)[0] ?? "")
    .filter((each) => !each.endsWith("="))
    .join("; ");
}

/** What a private read answers to who holds these cookies. */
async function readAt({ ask }: TestWeb, held = cookie): Promise<number> {
  return (await ask("/api/trpc/session.organizations", { headers: { cookie: held } })).status;
}

test("a replica that is an hour ahead lets in who is signed in, and tells operators by how much it is", async () => {
  expect([await readAt(right), await readAt(ahead)]).toEqual([200, 200]);
  expect(await readAt(right, await signIn(ahead))).toBe(200);
  const offsets = () =>
    sql.query("SELECT (vitals->>'clockOffsetMs')::float8 AS ms FROM replicas ORDER BY started_at");
  const told = await waitFor(
    async () => {
      const both = (await offsets()).map(({ ms }) => Number(ms));
      return both.some((ms) => ms > hourMs / 2) ? both : null;
    },
    { deadlineMs: 15_000, what: "a row that tells of the offset" },
  );
  expect(told.map((ms) => Math.abs(Math.round(ms / hourMs)))).toEqual([0, 1]);
});

test("a session that is revoked is refused within a second by a replica that is an hour ahead", async () => {
  expect([await readAt(right), await readAt(ahead)]).toEqual([200, 200]);
  const answer = await right.ask("/api/auth/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json", cookie, origin: right.url },
    body: "{}",
  });
  expect(answer.status).toBe(200);
  for (const replica of [ahead, right]) {
    await waitFor(async () => (await readAt(replica)) === 401, { deadlineMs: 1_000 });
  }
  // Nobody else is signed out by it.
  expect(await readAt(ahead, await signIn(right))).toBe(200);
});
