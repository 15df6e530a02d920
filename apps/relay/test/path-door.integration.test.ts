import { once } from "node:events";
import { setDefaultApp } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type Answer, ask, errorOf } from "./ask.ts";
import { addStranger, bearer, endSession, signInProgram, type TestProgram } from "./program.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";

const base = "localhost:8080";
let bed: TestBed;
let target: TestTarget;
let owner: TestProgram;

beforeAll(async () => {
  bed = await openTestBed();
  owner = await signInProgram(bed.stores);
  target = await startTarget((request, response) => {
    if (request.url === "/open") {
      response.writeHead(200).flushHeaders();
      return;
    }
    response.writeHead(200, {
      "Set-Cookie": "a=b",
      "Content-Security-Policy": "default-src 'self'",
      "X-Content-Type-Options": "none",
    });
    response.end(JSON.stringify({ url: request.url, headers: request.headers }));
  });
  await bed.app("notes", target.server, "members");
  await bed.app("open", target.server, "public");
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

function call(path: string, headers: Record<string, string> = bearer(owner)): Promise<Answer> {
  return ask(bed.relay.port, { host: base, path: `/hosts/${bed.host.hostId}${path}`, headers });
}

const seen = (answer: Answer) => JSON.parse(answer.body.toString());
const told = (answer: Answer) => [answer.status, errorOf(answer).code];

describe("the path form", () => {
  test("reaches a named app with its own path, and says what stood before it", async () => {
    const answer = await call("/~notes/a%2Fb/c?d=e");
    expect(answer.status).toBe(200);
    expect(seen(answer).url).toBe("/a%2Fb/c?d=e");
    expect(seen(answer).headers).toMatchObject({
      "x-forwarded-prefix": `/hosts/${bed.host.hostId}/~notes`,
      "x-forwarded-host": base,
      "x-homeport-user": owner.userId,
      "x-homeport-kind": "cli",
    });
  });

  test("has no default app until one is chosen, and follows the choice at once", async () => {
    expect(told(await call("/x"))).toEqual([404, "NO_DEFAULT_APP"]);
    const appId = [...bed.relay.relay.gate.current().byId.values()].find(
      (app) => app.name === "notes",
    )?.appId;
    await setDefaultApp(bed.stores.owner, { hostId: bed.host.hostId, appId: appId ?? "" });
    await waitFor(async () => (await call("/x")).status === 200, { deadlineMs: 2_000 });
    expect(seen(await call("/x?y")).url).toBe("/x?y");
  });

  test("asks no store for a stranger who guesses hosts", async () => {
    const { orm } = bed.stores.hosts.db;
    await orm.execute("alter table hosts rename to hidden_hosts");
    try {
      const path = `/hosts/${newId()}/x`;
      expect(told(await ask(bed.relay.port, { host: base, path }))).toEqual([
        401,
        "SIGN_IN_REQUIRED",
      ]);
    } finally {
      await orm.execute("alter table hidden_hosts rename to hosts");
    }
  });

  test("carries upgrades", async () => {
    const sockets = new WebSocketServer({ server: target.server, path: "/ws" });
    sockets.on("connection", (socket) => socket.on("message", (text) => socket.send(text)));
    const url = `ws://127.0.0.1:${bed.relay.port}/hosts/${bed.host.hostId}/~notes/ws`;
    const socket = new WebSocket(url, { headers: { Host: base, ...bearer(owner) } });
    await once(socket, "open");
    socket.send("hello");
    const [text] = await once(socket, "message");
    expect(String(text)).toBe("hello");
    socket.terminate();
    sockets.close();
  });
});

describe("a program's credential", () => {
  test("goes no further, and Authorization stays when X-Homeport-Key is used", async () => {
    expect(seen(await call("/~notes/")).headers.authorization).toBeUndefined();
    const both = { "X-Homeport-Key": owner.token, Authorization: "Bearer of-the-app" };
    const { headers } = seen(await call("/~notes/", both));
    expect(headers.authorization).toBe("Bearer of-the-app");
    expect(JSON.stringify(headers)).not.toContain(owner.token);
  });

  test("is never a cookie and never a query, and cookies go neither way", async () => {
    const cookie = { Cookie: `homeport.session_token=${encodeURIComponent(owner.token)}; a=b` };
    expect(told(await call("/~notes/", cookie))).toEqual([401, "SIGN_IN_REQUIRED"]);
    const query = `/~notes/?token=${encodeURIComponent(owner.token)}`;
    expect(told(await call(query, {}))).toEqual([401, "SIGN_IN_REQUIRED"]);
    const answer = await call("/~open/", cookie);
    expect(seen(answer).headers.cookie).toBeUndefined();
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  test("is refused within a second of the session's end, and what it holds open is cut", async () => {
    const program = await signInProgram(bed.stores);
    const path = `/hosts/${bed.host.hostId}/~notes/open`;
    const open = ask(bed.relay.port, { host: base, path, headers: bearer(program) });
    open.catch(() => undefined);
    await waitFor(() => bed.relay.relay.gate.status().watched > 0, { deadlineMs: 2_000 });
    await endSession(bed.stores, program);
    await expect(open).rejects.toThrow();
    expect(told(await call("/~notes/", bearer(program)))).toEqual([401, "SESSION_ENDED"]);
  });

  test("sent twice is refused", async () => {
    const twice = { "X-Homeport-Key": [owner.token, owner.token] } as never;
    expect(told(await call("/~notes/", twice))).toEqual([400, "BAD_REQUEST"]);
  });
});

describe("an origin that all apps share", () => {
  test("shows no page to a browser", async () => {
    const navigation = { "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
    const answer = await call("/~open/", navigation);
    expect([answer.status, answer.headers["x-homeport-error"]]).toEqual([403, "BROWSER_REFUSED"]);
    expect((await call("/~open/", { "Sec-Fetch-Dest": "iframe" })).status).toBe(403);
    expect((await call("/~open/", { Accept: "text/html" })).status).toBe(403);
  });

  test("runs nothing of an app under it", async () => {
    const answer = await call("/~open/");
    expect(answer.headers["content-security-policy"]).toBe("default-src 'self', sandbox");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    const refused = await call("/~notes/", {});
    expect(refused.headers["content-security-policy"]).toBe("sandbox");
    expect(refused.headers["www-authenticate"]).toBe('Bearer realm="homeport"');
  });
});

describe("what is not there", () => {
  test("a host that does not exist and one of strangers answer alike", async () => {
    const eve = await signInProgram(bed.stores, await addStranger(bed.stores));
    const bare = ({ status, body }: Answer) => {
      const { requestId: _, ...error } = errorOf({ body } as Answer);
      return { status, error };
    };
    const foreign = bare(await call("/~notes/", bearer(eve)));
    const path = `/hosts/${newId()}/~notes/`;
    const headers = bearer(eve);
    const unknown = bare(await ask(bed.relay.port, { host: base, path, headers }));
    expect(foreign).toEqual(unknown);
    expect(foreign).toMatchObject({ status: 404, error: { code: "HOST_NOT_FOUND" } });
    const nobody = await ask(bed.relay.port, { host: base, path });
    expect(told(nobody)).toEqual(told(await call("/~notes/", {})));
  });

  test("a member learns that the host has no such app", async () => {
    expect(told(await call("/~nothing/"))).toEqual([404, "NOT_FOUND"]);
  });
});
