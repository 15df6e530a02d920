import { createServer, type IncomingMessage } from "node:http";
import superjson from "superjson";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHomeportClient } from "./create-client.ts";
import { readError } from "./error.ts";

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/** An endpoint that answers what the test lays out, one list of answers a request. */
let answers: unknown[][];
let seen: Seen[];
let baseUrl: string;
let close: () => Promise<void>;

beforeEach(async () => {
  answers = [];
  seen = [];
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", "http://localhost");
    seen.push({ method: req.method ?? "", path: url.pathname, headers: req.headers });
    res.setHeader("content-type", "application/json");
    res.end(JSON.stringify(answers.shift() ?? []));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  baseUrl = typeof address === "object" ? `http://127.0.0.1:${address?.port}` : "";
  close = () => new Promise((resolve) => server.close(() => resolve()));
});
afterEach(() => close());

function result(data: unknown): unknown {
  return { result: { data: superjson.serialize(data) } };
}

function refused(appCode: string, retryable: boolean): unknown {
  const data = {
    code: "SERVICE_UNAVAILABLE",
    httpStatus: 503,
    appCode,
    retryable,
    retryAfterMs: retryable ? 5 : null,
    requestId: "r1",
    issues: null,
  };
  return { error: superjson.serialize({ message: "Not now.", code: -32603, data }) };
}

function client(options: { token?: string; cookie?: string; organization?: string } = {}) {
  return createHomeportClient({ baseUrl, random: () => 0, ...options });
}

describe("the typed client", () => {
  test("sends the calls of one tick together, and dates arrive as dates", async () => {
    const expiresAt = new Date("2026-01-02T03:04:05.678Z");
    answers = [[result({ expiresAt }), result([])]];
    const homeport = client();
    const [me] = await Promise.all([
      homeport.session.me.query(),
      homeport.session.organizations.query(),
    ]);
    expect(me?.expiresAt).toEqual(expiresAt);
    expect(seen.map((request) => request.path)).toEqual([
      "/api/trpc/session.me,session.organizations",
    ]);
  });

  test("sends a token, or a cookie with the origin that changes need, and the organization", async () => {
    answers = [[result(null)], [result(null)]];
    await client({ token: "t", organization: "home" }).session.me.query();
    await client({ cookie: "a=b" }).session.me.query();
    expect(seen[0]?.headers).toMatchObject({
      authorization: "Bearer t",
      "homeport-organization": "home",
    });
    expect(seen[0]?.headers.origin).toBeUndefined();
    expect(seen[1]?.headers).toMatchObject({ cookie: "a=b", origin: baseUrl });
  });

  test("repeats a read that may be repeated, and no more than twice", async () => {
    answers = [[refused("STORE_BUSY", true)], [refused("STORE_BUSY", true)], [result(null)]];
    expect(await client().session.me.query()).toBeNull();
    answers = Array.from({ length: 5 }, () => [refused("STORE_BUSY", true)]);
    seen = [];
    const error: unknown = await client()
      .session.me.query()
      .catch((reason: unknown) => reason);
    expect(readError(error)).toMatchObject({ appCode: "STORE_BUSY", requestId: "r1" });
    expect(seen).toHaveLength(3);
  });

  test("never repeats a change, nor a read that was refused for good", async () => {
    answers = [[refused("STORE_BUSY", true)], [refused("HOST_NOT_FOUND", false)]];
    const change = client().hosts.createCode.mutate({});
    await expect(change).rejects.toThrow("Not now.");
    await expect(client().hosts.get.query({ hostId: "x" })).rejects.toThrow("Not now.");
    expect(seen.map((request) => request.method)).toEqual(["POST", "GET"]);
  });

  test("stops when the caller does", async () => {
    const stop = new AbortController();
    stop.abort();
    const call = client().session.me.query(undefined, { signal: stop.signal });
    await expect(call).rejects.toThrow();
    expect(seen).toHaveLength(0);
  });
});
