import { type Log, silentLog } from "@homeport/platform";
import { sql } from "drizzle-orm";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  addOrganization,
  call,
  dataOf,
  migratedDatabase,
  type Person,
  refusal,
  signUp,
} from "../../test/people.ts";
import { type Replica, startReplica } from "../../test/replica.ts";

let stack: AsyncDisposableStack;
let databaseUrl: string;
let replica: Replica;
let owner: Person;
let organization: string;
const logged: string[] = [];

/** Keeps what would be written, for a test that looks for what must not be there. */
const log: Log = {
  ...silentLog,
  error: (fields, message) => void logged.push(JSON.stringify([message, Object.keys(fields)])),
};

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  databaseUrl = database.url;
  replica = stack.use(await startReplica(databaseUrl, { log }));
  owner = await signUp(replica, "owner");
  organization = await addOrganization(replica, [{ person: owner, role: "owner" }]);
});
afterAll(() => stack.disposeAsync());

function asOwner(headers: Record<string, string> = {}) {
  return { as: owner, organization, headers };
}

describe("a change that rides on a cookie", () => {
  test.each([
    ["another site", { origin: "https://evil.example" }],
    ["an app, which is a sibling", { origin: "http://notes.apps.test:8080" }],
    ["the same host on another port", { origin: "http://console.test:3001" }],
    ["a sandboxed page", { origin: "null" }],
    ["nobody in particular", { origin: "" }],
  ])("is refused when it was asked for by %s", async (_who, headers) => {
    const outcome = await call(replica, "mutation", "hosts.createCode", {}, asOwner(headers));
    expect(refusal(outcome)).toBe("403 ORIGIN_REFUSED");
  });

  test("is made when the console's own page asks", async () => {
    const outcome = await call(replica, "mutation", "hosts.createCode", {}, asOwner());
    expect(refusal(outcome)).toBeNull();
  });

  test("is refused without Origin unless the browser says that it comes from the same one", async () => {
    const url = new URL("/api/trpc/hosts.createCode", replica.url);
    const send = (headers: Record<string, string>) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", cookie: owner.cookie, ...headers },
        body: JSON.stringify(superjson.serialize({})),
      });
    expect((await send({})).status).toBe(403);
    expect((await send({ "sec-fetch-site": "same-site" })).status).toBe(403);
    expect((await send({ "sec-fetch-site": "same-origin" })).status).toBe(200);
  });

  test("is never made by GET", async () => {
    const url = new URL("/api/trpc/hosts.createCode", replica.url);
    url.searchParams.set("input", JSON.stringify(superjson.serialize({})));
    const answer = await fetch(url, { headers: { cookie: owner.cookie } });
    expect(answer.status).toBe(405);
  });
});

describe("an error", () => {
  test("of the input names the field and what it expects", async () => {
    const outcome = await call(replica, "query", "hosts.get", { hostId: "" }, asOwner());
    expect(refusal(outcome)).toBe("400 INPUT_INVALID");
    expect(outcome).toMatchObject({ failure: { data: { issues: [{ path: "hostId" }] } } });
    const page = await call(replica, "query", "hosts.list", { limit: 0 }, asOwner());
    expect(refusal(page)).toBe("400 LIMIT_INVALID");
    const unknown = await call(replica, "query", "hosts.list", { limti: 1 }, asOwner());
    expect(refusal(unknown)).toBe("400 INPUT_INVALID");
  });

  test("of a domain carries its code, its sentence and the id of the request", async () => {
    const outcome = await call(replica, "query", "hosts.get", { hostId: "none" }, asOwner());
    expect(outcome).toMatchObject({
      status: 404,
      failure: {
        message: "There is no such host.",
        data: { code: "NOT_FOUND", appCode: "HOST_NOT_FOUND", retryable: false },
      },
    });
    const id = outcome.ok ? null : outcome.failure.data.requestId;
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("that nobody expected says nothing, and is logged", async () => {
    await replica.db.orm.execute(sql`alter table host_presence rename to hidden_presence`);
    try {
      logged.length = 0;
      const outcome = await call(replica, "query", "hosts.list", {}, asOwner());
      expect(refusal(outcome)).toBe("500 INTERNAL");
      expect(outcome).toMatchObject({ failure: { message: "Something went wrong on our side." } });
      expect(outcome.text).not.toMatch(/presence|relation|select/i);
      expect(logged.join()).toContain("api.failed");
    } finally {
      await replica.db.orm.execute(sql`alter table hidden_presence rename to host_presence`);
    }
  });

  test("for an unknown procedure is 404, and for a path outside of the endpoint too", async () => {
    expect(refusal(await call(replica, "query", "hosts.none", {}, asOwner()))).toBe(
      "404 NOT_FOUND",
    );
    const answer = await fetch(new URL("/elsewhere", replica.url));
    expect(answer.status).toBe(404);
  });

  test("for a body over 1 MiB is 413", async () => {
    const name = "x".repeat(1024 * 1024 + 1);
    const outcome = await call(replica, "mutation", "hosts.createCode", { name }, asOwner());
    expect(outcome).toMatchObject({ status: 413 });
  });

  test("for a batch of over fifty calls is 400, and none of them is made", async () => {
    const ask = async (calls: number) => {
      const paths = Array.from({ length: calls }, () => "session.me").join(",");
      const answer = await fetch(new URL(`/api/trpc/${paths}?batch=1&input=%7B%7D`, replica.url));
      return { status: answer.status, answers: z.unknown().parse(await answer.json()) };
    };
    expect(await ask(50)).toMatchObject({ status: 200, answers: { length: 50 } });
    const refused = await ask(51);
    expect(refused).toMatchObject({
      status: 400,
      answers: { error: { json: { data: { appCode: "INPUT_INVALID" } } } },
    });
  });

  test("for too many calls says when to come back", async () => {
    await using small = await startReplica(databaseUrl, { apiRate: "60/m+2" });
    const ask = () => call(small, "query", "session.organizations", undefined, asOwner());
    await ask();
    await ask();
    const third = await ask();
    expect(refusal(third)).toBe("429 RATE_LIMITED");
    const waitMs = third.ok ? 0 : third.failure.data.retryAfterMs;
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(1_000);
  });
});

describe("a batch", () => {
  test("answers each call for itself, and never asks for a session twice", async () => {
    const url = new URL("/api/trpc/session.me,hosts.get", replica.url);
    const input = { 1: superjson.serialize({ hostId: "none" }) };
    url.searchParams.set("batch", "1");
    url.searchParams.set("input", JSON.stringify(input));
    const headers = { cookie: owner.cookie, "homeport-organization": organization };
    const answer = await fetch(url, { headers });
    expect(answer.status).toBe(207);
    const answers = z
      .tuple([
        z.object({ result: z.object({ data: z.object({ json: z.unknown() }) }) }),
        z.object({ error: z.object({ json: z.object({ data: z.unknown() }) }) }),
      ])
      .parse(await answer.json());
    expect(answers[0].result.data.json).toMatchObject({ userId: owner.userId });
    expect(answers[1].error.json.data).toMatchObject({ appCode: "HOST_NOT_FOUND" });
  });
});

describe("two replicas", () => {
  const pageSchema = z.object({
    items: z.array(z.object({ name: z.string() })),
    nextCursor: z.string().nullable(),
  });

  test("walk one list together by cursors", async () => {
    await using other = await startReplica(databaseUrl);
    const names = ["a", "b", "c", "d", "e"].map((letter) => `walk-${letter}`);
    const hostId = await addHost();
    for (const name of names) {
      const input = { hostId, name, target: "3000" };
      dataOf(await call(replica, "mutation", "apps.create", input, asOwner()));
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    for (const [turn, at] of [replica, other, replica].entries()) {
      const input = { hostId, limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const page = pageSchema.parse(dataOf(await call(at, "query", "apps.list", input, asOwner())));
      seen.push(...page.items.map((app) => app.name));
      cursor = page.nextCursor ?? undefined;
      expect(cursor === undefined).toBe(turn === 2);
    }
    expect(seen).toEqual(names);
  });

  test("refuse a cursor of another list or organization", async () => {
    const outsider = await signUp(replica, "outsider");
    const theirs = await addOrganization(replica, [{ person: outsider, role: "owner" }]);
    const hostId = await addHost();
    for (const name of ["cut-a", "cut-b"]) {
      const input = { hostId, name, target: "3000" };
      dataOf(await call(replica, "mutation", "apps.create", input, asOwner()));
    }
    const outcome = await call(replica, "query", "apps.list", { limit: 1 }, asOwner());
    const cursor = pageSchema.parse(dataOf(outcome)).nextCursor;
    const asOther = { as: outsider, organization: theirs };
    const foreign = await call(replica, "query", "apps.list", { limit: 1, cursor }, asOther);
    expect(refusal(foreign)).toBe("400 CURSOR_INVALID");
    const elsewhere = await call(replica, "query", "hosts.list", { limit: 1, cursor }, asOwner());
    expect(refusal(elsewhere)).toBe("400 CURSOR_INVALID");
  });
});

async function addHost(): Promise<string> {
  const id = `host-${Math.random().toString(36).slice(2)}`;
  await replica.db.orm.execute(sql`insert into machines (id, name) values (${id}, 'attic')`);
  await replica.db.orm.execute(
    sql`insert into hosts (id, organization_id, machine_id) values (${id}, ${organization}, ${id})`,
  );
  return id;
}

describe("every answer", () => {
  test("carries the id of its request and is kept by nobody", async () => {
    const answer = await fetch(new URL("/api/trpc/session.me", replica.url));
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("names no other site that may read it", async () => {
    const answer = await fetch(new URL("/api/trpc/session.me", replica.url), {
      headers: { origin: "https://evil.example" },
    });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });
});
