import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import superjson from "superjson";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHomeportClient } from "./create-client.ts";
import { readError } from "./error.ts";

type Answer = (res: ServerResponse) => void;

/** An endpoint that answers what the test lays out, one answer a request. */
let answers: Answer[];
let seen: IncomingMessage["headers"][];
let baseUrl: string;
let close: () => Promise<void>;

beforeEach(async () => {
  answers = [];
  seen = [];
  const server = createServer((req, res) => {
    seen.push(req.headers);
    (answers.shift() ?? refused(404, "NOT_FOUND", false))(res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  baseUrl = typeof address === "object" ? `http://127.0.0.1:${address?.port}` : "";
  close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
});
afterEach(() => close());

const againAfterMs = 1;

/** A stream that tells this, and ends or stays. Whoever listens is to ask again soon. */
function tells(atMs: number, { stays }: { stays: boolean }): Answer {
  return (res) => {
    const now = { active: [], backlog: [], at: new Date(atMs) };
    res.writeHead(200, { "content-type": "text/event-stream" });
    res.write(`retry: ${againAfterMs}\nevent: connected\ndata: {}\n\n`);
    res.write(`data: ${JSON.stringify(superjson.serialize(now))}\n\n`);
    if (!stays) res.end();
  };
}

function refused(status: number, appCode: string, retryable: boolean): Answer {
  const data = { code: "X", httpStatus: status, appCode, retryable, retryAfterMs: null };
  const error = superjson.serialize({ message: "Not now.", code: -32_003, data });
  return (res) => {
    res.writeHead(status, { "content-type": "application/json" });
    res.end(JSON.stringify({ error }));
  };
}

const unserved: Answer = (res) => void res.writeHead(502).end("Bad Gateway");

/** Listens until as much was told, or until the stream is refused. */
async function listen(count: number, options: { apiKey?: string; organization?: string } = {}) {
  const homeport = createHomeportClient({ baseUrl, ...options });
  const told: unknown[] = [];
  const error = await new Promise<unknown>((resolve) => {
    const stream = homeport.gallery.tasks.watch.subscribe(undefined, {
      onData(now) {
        told.push(now);
        if (told.length < count) return;
        stream.unsubscribe();
        resolve(null);
      },
      onError: resolve,
    });
  });
  return { told, error };
}

describe("a subscription", () => {
  test("says who asks and for which organization, and dates arrive as dates", async () => {
    answers = [tells(7, { stays: true })];
    const { told } = await listen(1, { apiKey: "k", organization: "home" });
    expect(told).toMatchObject([{ at: new Date(7) }]);
    const named = { "x-homeport-key": "k", "homeport-organization": "home" };
    expect(seen[0]).toMatchObject({ accept: "text/event-stream", ...named });
    expect(seen[0]?.authorization).toBeUndefined();
  });

  test("is asked for again when it breaks, and while nobody serves", async () => {
    const away = [refused(503, "DRAINING", true), unserved];
    answers = [tells(1, { stays: false }), ...away, tells(2, { stays: true })];
    const { told, error } = await listen(2);
    expect(error).toBeNull();
    expect(told).toMatchObject([{ at: new Date(1) }, { at: new Date(2) }]);
    expect(seen).toHaveLength(4);
  });

  test.each([
    [401, "SIGN_IN_REQUIRED", false],
    [429, "RATE_LIMITED", true],
    [503, "FEATURE_OFF", false],
  ])("that is refused with %i %s ends with that code", async (status, appCode, retryable) => {
    answers = [tells(1, { stays: false }), refused(status, appCode, retryable)];
    const { told, error } = await listen(2);
    expect(told).toHaveLength(1);
    expect(readError(error)).toMatchObject({ appCode, retryable, httpStatus: status });
    expect(seen).toHaveLength(2);
  });

  test("that is answered with something else ends, and says what little is known", async () => {
    answers = [(res) => void res.writeHead(404).end("<html>")];
    const { error } = await listen(1);
    expect(readError(error)).toMatchObject({ message: "The answer was 404." });
  });
});
