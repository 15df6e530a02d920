import { once } from "node:events";
import { createServer } from "node:http";
import { schema } from "@homeport/db";
import { issueTicket } from "@homeport/gate";
import { createLog, newId, newToken } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type Answer, ask, beginAsk } from "./ask.ts";
import { signInProgram } from "./program.ts";
import { startTestAgent } from "./test-agent.ts";
import { openTestBed, portOf, startTarget, type TestBed } from "./test-bed.ts";

const adminSecret = `admin-${newToken()}`;
const appSecret = `of-the-app-${newToken()}`;
const page = { Accept: "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

function cookieOf(answer: Answer): string {
  return (answer.headers["set-cookie"] ?? []).map((one) => one.split(";", 1)[0]).join("; ");
}

/** Signs a person in to an app, and answers the cookie with every secret that was on its way. */
async function signIn(bed: TestBed, host: string): Promise<{ cookie: string; secrets: string[] }> {
  const { actor } = bed.stores.owner;
  const session = { sessionId: newId(), userId: actor.kind === "user" ? actor.userId : "" };
  const token = newToken();
  const expiresAt = new Date(Date.now() + 3_600_000);
  await bed.stores.db.orm
    .insert(schema.sessions)
    .values({ id: session.sessionId, token, userId: session.userId, expiresAt });
  const asked = await bed.ask({ host, path: `/deep?token=${token}`, headers: page });
  const state = new URL(String(asked.headers.location)).searchParams.get("s") ?? "";
  const step = await issueTicket(bed.stores.gate, { state, session });
  if (step.kind !== "redirect") throw new Error(`not redirected: ${step.kind}`);
  const { pathname, search, searchParams } = new URL(step.location);
  const back = await bed.ask({
    ...{ host, path: `${pathname}${search}` },
    headers: { ...page, Cookie: cookieOf(asked) },
  });
  const cookie = cookieOf(back);
  const values = [cookieOf(asked), cookie].flatMap((each) => each.split("; "));
  const secrets = values.map((each) => each.slice(each.indexOf("=") + 1));
  return { cookie, secrets: [token, state, searchParams.get("t") ?? "", ...secrets] };
}

test("the log of a whole run holds no token, key or cookie", async () => {
  const lines: string[] = [];
  const log = createLog({
    ...{ app: "relay", replica: "test", version: "0.0.0", stage: "test", level: "trace" },
    stream: { write: (line: string) => void lines.push(line) },
  });
  await using bed = await openTestBed({ log, relay: { settings: { adminSecret } } });
  await using target = await startTarget((request, response) => {
    if (request.url?.startsWith("/reset")) request.socket.resetAndDestroy();
    else if (request.url?.startsWith("/wait")) response.flushHeaders();
    else response.writeHead(200, { "Set-Cookie": `app=${appSecret}` }).end("x");
  });
  const sockets = new WebSocketServer({ server: target.server });
  sockets.on("connection", (socket) => socket.send("hello"));
  const host = await bed.app("diary", target.server, "owner");
  const answers: Answer[] = [];
  const visit = async (asked: Parameters<TestBed["ask"]>[0]) =>
    void answers.push(await bed.ask(asked));

  // A person: signed in, with the app's own cookie, failing, leaving, and over an upgraded connection.
  const person = await signIn(bed, host);
  const headers = { Cookie: `${person.cookie}; app=${appSecret}` };
  await visit({ host, path: `/page?password=${appSecret}`, headers });
  await visit({ host, path: "/reset", headers, method: "POST", body: appSecret });
  await visit({ host: "nobody.localhost:8080", path: `/?s=${appSecret}`, headers });
  const left = await beginAsk(bed.relay.port, { host, path: `/wait?key=${appSecret}`, headers });
  left.on("error", () => undefined).destroy();
  const socket = new WebSocket(`ws://127.0.0.1:${bed.relay.port}/live?code=${appSecret}`, {
    headers: { Host: host, Origin: `http://${host}`, ...headers },
  });
  await once(socket, "message");
  socket.terminate();

  // A program, by both headers, good and bad; and a stranger who brings all of it to the wrong door.
  const program = await signInProgram(bed.stores);
  const [bare = ""] = program.token.split(".");
  const path = `/hosts/${bed.host.hostId}/~diary/api`;
  const base = { host: "localhost:8080", path };
  await visit({ ...base, headers: { Authorization: `Bearer ${program.token}` } });
  await visit({ ...base, headers: { "X-Homeport-Key": program.token, Authorization: appSecret } });
  await visit({ ...base, headers: { Authorization: `Bearer x${program.token}` } });
  await visit({ host: "localhost:8080", path: `/tunnel?token=${program.token}` });

  // Agents: one that proves itself wrongly, and operators' list with its secret.
  const wrong = { sign: () => Buffer.alloc(64, 7) };
  const refused = startTestAgent({ port: bed.relay.port, host: bed.host, slot: 1, ...wrong });
  await expect(refused).rejects.toThrow();
  const ops = createServer((request, response) => {
    void bed.relay.relay.adminTunnels(request, response);
  });
  await new Promise<void>((resolve) => ops.listen(0, "127.0.0.1", () => resolve()));
  for (const secret of [adminSecret, `${adminSecret}-wrong`]) {
    const authorization = { Authorization: `Bearer ${secret}` };
    await ask(portOf(ops), { host: "ops", path: "/admin/tunnels", headers: authorization });
  }
  ops.close();

  await waitFor(() => bed.relay.relay.visitCount() === 0, { deadlineMs: 3_000 });
  const all = lines.join("");
  // It was written at all: each answer has its line, and so have the agents.
  for (const answer of answers) expect(all).toContain(String(answer.headers["x-request-id"]));
  expect(all).toMatch(/tunnel\.registered.*tunnel\.refused/s);
  expect(answers.map(({ status }) => status)).toEqual([200, 502, 404, 200, 200, 401, 400]);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty("level");

  const key = bed.host.privateKey.export({ format: "jwk" });
  const secrets = [
    ...person.secrets,
    ...[program.token, bare, adminSecret, appSecret, String(key.d)],
    Buffer.alloc(64, 7).toString("base64url"),
  ];
  expect(secrets.every((secret) => secret.length >= 20)).toBe(true);
  for (const secret of secrets) expect(all.includes(secret), `a secret: ${secret}`).toBe(false);
  sockets.close();
});
