import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureAdministrator, signInAdministrator } from "./administrator.ts";
import { type ConsoleClient, createConsoleClient } from "./console-client.ts";

const origin = "http://localhost:3000";
let folder = "";
let file = "";
let server: Server;
let client: ConsoleClient;
/** Who can sign in; the sign-up is closed as soon as there is somebody, as the console's is. */
let people: Map<string, string>;
let sessions: Set<string>;
let sessionCount = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "homeport-admin-"));
  file = join(folder, "admin.json");
  people = new Map();
  sessions = new Set();
  sessionCount = 0;
  server = createServer(async (request, response) => {
    const { email, password } = JSON.parse(await text(request));
    const isSignIn = request.url === "/api/auth/sign-in/email";
    if (request.headers.origin !== origin) response.statusCode = 403;
    else if (request.url === "/api/auth/sign-out") sessions.delete(request.headers.cookie ?? "");
    else if (isSignIn && people.get(email) !== password) response.statusCode = 401;
    else if (!isSignIn && people.size > 0) response.statusCode = 403;
    else {
      people.set(email, password);
      sessionCount += 1;
      const cookie = `session=${sessionCount}`;
      sessions.add(cookie);
      response.setHeader("set-cookie", `${cookie}; Path=/; HttpOnly`);
    }
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  client = createConsoleClient(`http://127.0.0.1:${port}`, origin);
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("on an empty database the administrator signs up, and the password is kept for its owner alone", async () => {
  const account = await ensureAdministrator(client, file);
  expect(people.get("admin@homeport.localhost")).toBe(account?.password);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("the next run signs in with the kept password", async () => {
  const first = await ensureAdministrator(client, file);
  expect(await ensureAdministrator(client, file)).toEqual(first);
  expect(people.size).toBe(1);
});

test("one session is open however often it is started, and its cookies are its owner's alone", async () => {
  const files = { account: file, session: join(folder, "admin-session.json") };
  const start = () => {
    const { port } = server.address() as AddressInfo;
    return signInAdministrator(createConsoleClient(`http://127.0.0.1:${port}`, origin), files);
  };
  for (let run = 1; run <= 3; run += 1) {
    expect((await start())?.email).toBe("admin@homeport.localhost");
    expect([...sessions]).toEqual([`session=${sessionCount}`]);
  }
  expect(sessionCount).toBe(3);
  expect(statSync(files.session).mode & 0o777).toBe(0o600);
  writeFileSync(files.session, "{damaged");
  expect(await start()).not.toBeNull();
});

test("a database with people of its own is left alone, at every start", async () => {
  people.set("owner@example.com", "their own password");
  expect(await ensureAdministrator(client, file)).toBeNull();
  expect(existsSync(file)).toBe(false);
  expect(await ensureAdministrator(client, file)).toBeNull();
});

test("a password that was changed in the console is an error that says what to do", async () => {
  await ensureAdministrator(client, file);
  people.set("admin@homeport.localhost", "changed in the console");
  await expect(ensureAdministrator(client, file)).rejects.toMatchObject({
    message: expect.stringContaining("was changed in the console"),
    remedy: expect.stringContaining("--fresh"),
  });
});

test("a database that was emptied gets the administrator again, with the kept password", async () => {
  const first = await ensureAdministrator(client, file);
  people.clear();
  expect(await ensureAdministrator(client, file)).toEqual(first);
});

test("a damaged file is named", async () => {
  writeFileSync(file, '{"email": 1}');
  await expect(ensureAdministrator(client, file)).rejects.toThrow(`${file} is damaged.`);
});
