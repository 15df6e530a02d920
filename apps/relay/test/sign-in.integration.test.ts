import { once } from "node:events";
import { issueTicket } from "@homeport/gate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { beginAsk } from "./ask.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";
import { addSession, cookieOf } from "./test-person.ts";

let bed: TestBed;
let target: TestTarget;
let sockets: WebSocketServer;
let host: string;
let cookiesSeen: (string | undefined)[] = [];

beforeAll(async () => {
  bed = await openTestBed();
  target = await startTarget((request, response) => {
    cookiesSeen.push(request.headers.cookie);
    if (request.url === "/events") response.write("data: begun\n\n");
    else response.end(String(request.headers["x-homeport-name"]));
  });
  sockets = new WebSocketServer({ server: target.server });
  host = await bed.app("demo", target.server, "owner");
});

afterAll(async () => {
  for (const client of sockets.clients) client.terminate();
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

const page = { Accept: "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

/** Walks the whole way of a person, the console's part by its own verb; answers the app's cookie. */
async function signIn(session: { sessionId: string; userId: string }): Promise<string> {
  const asked = await bed.ask({ host, path: "/deep/link?a=b", headers: page });
  const state = new URL(String(asked.headers.location)).searchParams.get("s") ?? "";
  const step = await issueTicket(bed.stores.gate, { state, session });
  if (step.kind !== "redirect") throw new Error(`not redirected: ${step.kind}`);
  const { pathname, search } = new URL(step.location);
  const headers = { ...page, Cookie: cookieOf(asked) };
  const back = await bed.ask({ host, path: `${pathname}${search}`, headers });
  expect([back.status, back.headers.location]).toEqual([303, "/deep/link?a=b"]);
  return cookieOf(back);
}

describe("a person who signs in", () => {
  test("reaches the app as who they are, and the app never sees the cookie", async () => {
    const cookie = await signIn(await addSession(bed.stores));
    cookiesSeen = [];
    const headers = { Cookie: `theme=dark; ${cookie}` };
    const answer = await bed.ask({ host, headers });
    expect([answer.status, String(answer.body)]).toEqual([200, "Ada"]);
    expect(cookiesSeen).toEqual(["theme=dark"]);
  });

  test("is cut within a second when the session ends, open streams and sockets included", async () => {
    const session = await addSession(bed.stores);
    const headers = { Cookie: await signIn(session) };
    const events = await beginAsk(bed.relay.port, { host, path: "/events", headers });
    await once(events, "data");
    const socket = new WebSocket(`ws://127.0.0.1:${bed.relay.port}/`, {
      headers: { Host: host, ...headers },
    });
    await once(socket, "open");
    socket.on("error", () => undefined);
    events.on("error", () => undefined);
    const cut = new Promise((resolve) => events.once("close", resolve));
    const ends = Promise.all([once(socket, "close"), cut]);
    const atMs = performance.now();
    await bed.stores.db.sql.query(`DELETE FROM sessions WHERE id = $1`, [session.sessionId]);
    await ends;
    expect(performance.now() - atMs).toBeLessThan(1_000);
    const refused = await bed.ask({ host, headers });
    expect(refused.status).toBe(401);
  });
});
