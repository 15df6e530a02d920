import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addOrganization, migratedDatabase, signUp } from "../../test/people.ts";
import { type Replica, startReplica } from "../../test/replica.ts";
import { tailHostLog } from "./tail-host-log.ts";

let stack: AsyncDisposableStack;
let replica: Replica;
let sessionId: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  const owner = await signUp(replica, "owner");
  await addOrganization(replica, [{ person: owner, role: "owner" }]);
  const [session] = await replica.db.orm.select().from(schema.sessions);
  sessionId = session?.id ?? "";
});
afterAll(() => stack.disposeAsync());

/** Asks what answers as this listener says, where a relay should. */
async function tail(listener: RequestListener, appId?: string) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { gate, hosts } = replica;
  const appsUrl = new URL(`http://127.0.0.1:${port}`);
  const deps = { gate, clock: hosts.clock, directory: null, appsUrl };
  const whose = appId === undefined ? {} : { appId };
  const input = { hostId: newId(), ...whose, lines: 5, by: { sessionId } };
  try {
    return await tailHostLog(deps, input, new AbortController().signal);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test("the lines are the relay's, asked for in the person's name and with nothing secret in the path", async () => {
  const asked: { url?: string | undefined; ticket?: unknown } = {};
  const log = await tail((request, response) => {
    Object.assign(asked, { url: request.url, ticket: request.headers["x-homeport-ticket"] });
    response.end(JSON.stringify({ lines: ["one", "two"] }));
  });
  expect(log).toEqual({ lines: ["one", "two"], refusal: null });
  expect(asked.url).toMatch(/^\/hosts\/[^/?]+\/_log\?lines=5$/);
  expect(asked.ticket).toMatch(/^[\w-]{20,}$/);
});

test("an app's own lines are asked for by its id", async () => {
  let asked: string | undefined;
  const log = await tail((request, response) => {
    asked = request.url;
    response.end(JSON.stringify({ lines: ["hello"] }));
  }, "app 1");
  expect(log.lines).toEqual(["hello"]);
  expect(asked).toMatch(/\/_log\?lines=5&app=app%201$/);
});

test("what a relay refuses is told with its code and sentence", async () => {
  const error = { code: "HOST_OFFLINE", message: "The agent on the machine was stopped." };
  const log = await tail((_request, response) => {
    response.writeHead(503).end(JSON.stringify({ error }));
  });
  const { code, message: sentence } = error;
  expect(log).toEqual({ lines: [], refusal: { code, sentence } });
});

test.each<[string, RequestListener, string]>([
  ["nobody answers", (request) => request.socket.destroy(), "RELAY_UNREACHABLE"],
  ["something else answers", (_request, response) => response.end("hello"), "NO_RELAY_ANSWERS"],
  ["something else refuses", (_, response) => response.writeHead(500).end(), "NO_RELAY_ANSWERS"],
  [
    "an answer has no end",
    (_request, response) => {
      const piece = Buffer.alloc(65_536, "[");
      const more = () => {
        while (!response.destroyed && response.write(piece));
        response.once("drain", more);
      };
      more();
    },
    "NO_RELAY_ANSWERS",
  ],
])("where %s it is refused with a code", async (_name, listener, code) => {
  await expect(tail(listener)).rejects.toMatchObject({ code });
});
