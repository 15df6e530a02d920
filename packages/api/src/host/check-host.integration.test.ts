import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { schema } from "@homeport/db";
import { type CheckStep, type CheckStepName, passedStep, skippedStep } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import type { FreshDatabase } from "@homeport/testkit";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addOrganization, migratedDatabase, type Person, signUp } from "../../test/people.ts";
import { type Replica, startReplica, webUrl } from "../../test/replica.ts";
import { checkHost } from "./check-host.ts";

let stack: AsyncDisposableStack;
let database: FreshDatabase;
let replica: Replica;
let owner: Person;
let sessionId: string;
let hostId: string;
let organizationId: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  owner = await signUp(replica, "owner");
  organizationId = await addOrganization(replica, [{ person: owner, role: "owner" }]);
  const [machineId, id] = [newId(), newId()];
  hostId = id;
  await replica.db.orm.insert(schema.machines).values({ id: machineId, name: "attic" });
  await replica.db.orm.insert(schema.hosts).values({ id, organizationId, machineId });
  const [session] = await replica.db.orm.select().from(schema.sessions);
  sessionId = session?.id ?? "";
});
afterAll(() => stack.disposeAsync());

/** Something that answers where a relay should. */
async function answering(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const nowhere = new URL("http://127.0.0.1:9");

async function check(
  appsUrl: URL,
  publicUrls: string[] = [],
  signal = new AbortController().signal,
) {
  const relays = publicUrls.map((publicUrl, at) => ({
    relayId: `relay-${at}`,
    lease: { boot: "b", internalUrl: "http://x", publicUrl, draining: false, startedAtMs: 0 },
  }));
  const { gate, hosts } = replica;
  const deps = { gate, clock: hosts.clock, directory: { listRelays: async () => relays }, appsUrl };
  const steps: CheckStep[] = [];
  for await (const step of checkHost(deps, { hostId, by: { sessionId } }, signal)) steps.push(step);
  return steps;
}

const line = (step: CheckStep) => `${JSON.stringify(step)}\n`;
const told = (steps: CheckStep[]) => steps.map(({ step, result }) => `${step} ${result}`);
const skipped = (...names: CheckStepName[]) => names.map((name) => `${name} skipped`);

describe("a check that reaches no relay", () => {
  test("says so, and what to look at", async () => {
    const steps = await check(nowhere);
    expect(told(steps)).toEqual([
      ...["relay failed", ...skipped("directory", "tunnel", "echo", "target")],
    ]);
    expect(steps[0]).toMatchObject({ code: "RELAY_UNREACHABLE" });
    expect(steps[0]?.remedy).toContain("HOMEPORT_APPS_URL");
  });

  test("says so of something that is no relay, too", async () => {
    await using page = await answering((_request, response) => {
      response.writeHead(404, { "Content-Type": "text/html" }).end("<h1>Welcome</h1>");
    });
    expect((await check(page.url))[0]).toMatchObject({
      result: "failed",
      code: "NO_RELAY_ANSWERS",
    });
  });

  test("passes on a relay's own refusal", async () => {
    await using relay = await answering((_request, response) => {
      const error = { code: "UNSYNCED", message: "This server is catching up." };
      response.writeHead(503).end(JSON.stringify({ error }));
    });
    expect((await check(relay.url))[0]).toMatchObject({
      ...{ code: "UNSYNCED", sentence: "This server is catching up." },
    });
  });
});

describe("a check that reaches one", () => {
  test("asks single relays where the common address does not answer, each by a ticket of its own", async () => {
    const asked: [string | undefined, string | undefined, unknown][] = [];
    const tell: RequestListener = ({ url, headers }, response) => {
      asked.push([url, headers.host, headers["x-homeport-ticket"]]);
      response.end(line(passedStep("relay", 0, { relayId: "relay-0" })));
    };
    await using relay = await answering(tell);
    const [first] = await check(nowhere, [relay.url.origin]);
    expect(first).toMatchObject({ step: "relay", result: "ok", relayId: "relay-0" });
    expect(asked).toEqual([[`/hosts/${hostId}/_status`, nowhere.host, expect.any(String)]]);
    const issued = await replica.db.orm.select().from(schema.challenges);
    expect(issued.length).toBeGreaterThanOrEqual(2);
  });

  test("tells each step while the next one is still under way", async () => {
    const release = Promise.withResolvers<void>();
    await using relay = await answering(async (_request, response) => {
      response.write(line(passedStep("relay", 0)) + line(passedStep("directory", 1)));
      await release.promise;
      response.end(
        ["tunnel", "echo", "target"]
          .map((name) => line(skippedStep(name as CheckStepName)))
          .join(""),
      );
    });
    const { gate, hosts } = replica;
    const deps = { gate, clock: hosts.clock, directory: null, appsUrl: relay.url };
    const walk = checkHost(deps, { hostId, by: { sessionId } }, new AbortController().signal);
    expect((await walk.next()).value).toMatchObject({ step: "relay", result: "ok" });
    expect((await walk.next()).value).toMatchObject({ step: "directory", result: "ok" });
    release.resolve();
    const rest: CheckStep[] = [];
    for await (const step of walk) rest.push(step);
    expect(told(rest)).toEqual(skipped("tunnel", "echo", "target"));
  });

  test.each<[string, RequestListener]>([
    [
      "breaks off",
      (_request, response) =>
        void response.write(line(passedStep("relay", 0)), () => response.destroy()),
    ],
    [
      "speaks garbage",
      (_request, response) => void response.end(`${line(passedStep("relay", 0))}{"step":1}\n`),
    ],
    [
      "never ends a line",
      (_request, response) => void response.end(line(passedStep("relay", 0)) + "x".repeat(70_000)),
    ],
  ])("fails the step at which a relay %s, and skips the rest", async (_name, listener) => {
    await using relay = await answering(listener);
    const steps = await check(relay.url);
    expect(told(steps)).toEqual([
      ...["relay ok", "directory failed", ...skipped("tunnel", "echo", "target")],
    ]);
    expect(steps[1]?.sentence).toBe("The relay stopped answering in the middle of the check.");
  });

  test("leaves the relay when nobody waits any more", async () => {
    const left = Promise.withResolvers<void>();
    await using relay = await answering((_request, response) => {
      response.once("close", left.resolve);
      response.write(line(passedStep("relay", 0)));
    });
    const { gate, hosts } = replica;
    const deps = { gate, clock: hosts.clock, directory: null, appsUrl: relay.url };
    for await (const _step of checkHost(
      deps,
      { hostId, by: { sessionId } },
      new AbortController().signal,
    )) {
      break;
    }
    await left.promise;
  });
});

test("hosts.check streams its steps to the console's page", async () => {
  await using relay = await answering((_request, response) => {
    response.end(line(passedStep("relay", 0, { relayId: "relay-0" })));
  });
  await using other = await startReplica(database.url, { appsUrl: relay.url });
  const answer = await fetch(new URL("/api/trpc/hosts.check?batch=1", other.url), {
    method: "POST",
    headers: {
      ...{ "content-type": "application/json", origin: webUrl.origin, cookie: owner.cookie },
      "trpc-accept": "application/jsonl",
      "homeport-organization": organizationId,
    },
    body: JSON.stringify({ 0: superjson.serialize({ hostId }) }),
  });
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(text).toContain('"relayId":"relay-0"');
  expect(text).not.toContain("ticket");
});
