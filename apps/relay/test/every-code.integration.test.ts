import { readFile } from "node:fs/promises";
import { HostsError, setDelivery } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { closeCodes, rstCodes, webSocketSubprotocol } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RelayCode, relayErrors } from "../src/errors.ts";
import { type Answer, type Ask, ask, errorOf } from "./ask.ts";
import { freePort } from "./free-port.ts";
import { bearer, signInProgram, type TestProgram } from "./program.ts";
import { startTestAgent } from "./test-agent.ts";
import {
  openTestBed,
  startRawTarget,
  startTarget,
  type TestBed,
  type TestTarget,
} from "./test-bed.ts";
import { startTestRelay } from "./test-relay.ts";
import { addApp, addHost } from "./test-stores.ts";

let bed: TestBed;
let target: TestTarget;
let owner: TestProgram;

beforeAll(async () => {
  bed = await openTestBed({ relay: { limits: { holdMs: 100 } } });
  owner = await signInProgram(bed.stores);
  target = await startTarget(() => undefined);
});
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

const base = "localhost:8080";
const page = { Accept: "text/html" };

/** How a code is brought about; `port` is another relay's where the bed's own will not do. */
interface Produced {
  readonly asked: Ask;
  readonly port?: number;
  /** Where a person's browser never gets this code, it has no page. */
  readonly page?: false;
}

type Produce = (stack: AsyncDisposableStack) => Promise<Produced>;

let lastName = 0;
const nameOf = () => `code-${++lastName}`;

async function appWith(stack: AsyncDisposableStack, answer: string, then: "keep" | "end" = "keep") {
  const raw = stack.use(
    await startRawTarget((socket) => {
      socket.once("data", () => {
        socket.write(answer, "latin1", () => void (then === "end" && socket.end()));
      });
    }),
  );
  return await bed.app(nameOf(), raw.url);
}

/** An app of a host whose agent answers each stream with this code. */
function reset(code: number): Produce {
  return async (stack) => {
    const host = await addHost(bed.stores);
    stack.use(await startTestAgent({ port: bed.relay.port, host, resetWith: code }));
    await bed.relay.tunnels(host.hostId, 1);
    const input = { hostId: host.hostId, name: nameOf(), target: target.url };
    const app = await addApp(bed.stores, input);
    await bed.relay.knows(app.appId);
    return { asked: { host: app.host } };
  };
}

/** An app with a delivery of its own. */
async function appDelivered(change: Record<string, unknown>): Promise<string> {
  const name = nameOf();
  const host = await bed.app(name, target.server);
  const { byId } = bed.relay.relay.gate.current();
  const appId = [...byId.values()].find((app) => app.name === name)?.appId ?? "";
  await setDelivery(bed.stores.owner, { appId, version: "1", ...change });
  const [field = "", value] = Object.entries(change)[0] ?? [];
  const known = () => {
    const delivery = bed.relay.relay.gate.current().byId.get(appId)?.delivery;
    return Reflect.get(delivery ?? {}, field) === value;
  };
  await waitFor(known, { deadlineMs: 5_000 });
  return host;
}

const path = (rest: string, headers: Record<string, string> = bearer(owner)): Ask => ({
  ...{ host: base, path: `/hosts/${bed.host.hostId}${rest}`, headers },
});

/** An agent at the door, up to the answer that it gets in place of an upgrade. */
function agentAsks(more: Record<string, string> = {}): Ask {
  const upgrade = { Connection: "Upgrade", Upgrade: "homeport-mux/1" };
  const headers = { ...upgrade, "Homeport-Host": bed.host.hostId, ...more };
  return { host: base, path: "/tunnel", headers };
}

const producers: Partial<Record<RelayCode, Produce>> = {
  BAD_REQUEST: async () => ({ asked: { host: base, path: "/a#b" } }),
  HEAD_TOO_LARGE: async () => {
    const headers = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`x-${at}`, "1"]));
    return { asked: { host: base, headers } };
  },
  METHOD_REFUSED: async () => ({ asked: { ...path("/_whoowns"), method: "DELETE" }, page: false }),
  BODY_TOO_LARGE: async () => {
    const host = await appDelivered({ maxRequestBytes: 10 });
    return { asked: { host, method: "POST", body: "more than ten bytes" }, page: false };
  },
  NOT_FOUND: async () => ({ asked: { host: base, path: "/nothing" }, page: false }),
  HOST_NOT_FOUND: async () => {
    const asked = { host: base, path: `/hosts/${newId()}/x`, headers: bearer(owner) };
    return { asked, page: false };
  },
  NO_DEFAULT_APP: async () => ({ asked: path("/x"), page: false }),
  BROWSER_REFUSED: async () => ({ asked: path("/x", { "Sec-Fetch-Dest": "iframe" }) }),
  UPGRADE_REQUIRED: async () => ({ asked: { host: base, path: "/tunnel" } }),
  NOT_HTTP: async () => {
    const name = nameOf();
    const host = await bed.app(name, target.server);
    await bed.stores.db.sql.query(
      `UPDATE app_deliveries d SET protocol = 'tcp', version = version + 1
       FROM apps a WHERE a.id = d.app_id AND a.name = '${name}'`,
    );
    const entry = () =>
      [...bed.relay.relay.gate.current().byId.values()].find((app) => app.name === name);
    await waitFor(() => entry()?.delivery?.protocol === "tcp", { deadlineMs: 5_000 });
    return { asked: { host } };
  },
  NOT_TCP: async () => {
    const { hostId } = bed.host;
    const app = await addApp(bed.stores, { hostId, name: nameOf(), target: target.url });
    await bed.relay.knows(app.appId);
    const upgrade = { Connection: "Upgrade", Upgrade: "websocket" };
    const headers = {
      ...{ ...bearer(owner), ...upgrade, "Sec-WebSocket-Protocol": webSocketSubprotocol },
      ...{ "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==" },
    };
    return { asked: { host: base, path: `/connect/${app.appId}`, headers }, page: false };
  },
  OVER_CAPACITY: reset(rstCodes.REFUSED),
  HOST_OFFLINE: async () => {
    const { hostId } = await addHost(bed.stores);
    const app = await addApp(bed.stores, { hostId, name: nameOf(), target: target.url });
    await bed.relay.knows(app.appId);
    return { asked: { host: app.host } };
  },
  DIRECTORY_UNAVAILABLE: async (stack) => {
    const { hostId } = await addHost(bed.stores);
    const app = await addApp(bed.stores, { hostId, name: nameOf(), target: target.url });
    const lookup = () => Promise.reject(new HostsError("DIRECTORY_UNAVAILABLE"));
    const directory = { ...bed.stores.directory, lookup };
    const relay = stack.use(await startTestRelay({ ...bed.stores, directory }));
    await relay.knows(app.appId);
    return { asked: { host: app.host }, port: relay.port };
  },
  PEER_UNREACHABLE: async (stack) => {
    const { hostId } = await addHost(bed.stores);
    const app = await addApp(bed.stores, { hostId, name: nameOf(), target: target.url });
    const relayId = nameOf();
    const lease = { boot: "b", draining: false, startedAtMs: 1 };
    const internalUrl = `http://127.0.0.1:${await freePort()}`;
    await bed.stores.directory.publishRelay({ relayId, lease: { ...lease, internalUrl } });
    await bed.stores.directory.publishTunnel({
      ...{ hostId, relayId, epoch: 1 },
      record: {
        ...{ boot: "b", run: 1, slot: 0, wire: "raw", connectedAtMs: 1, agentVersion: "0.1.0" },
        draining: false,
      },
    });
    stack.defer(async () => void (await bed.stores.directory.removeRelay({ relayId, boot: "b" })));
    await bed.relay.knows(app.appId);
    return { asked: { host: app.host } };
  },
  DRAINING: async (stack) => {
    const relay = stack.use(await startTestRelay(bed.stores));
    const app = await addApp(bed.stores, {
      ...{ hostId: bed.host.hostId, name: nameOf(), target: target.url },
    });
    await relay.knows(app.appId);
    relay.startDraining();
    const headers = { Connection: "Upgrade", Upgrade: "websocket" };
    return { asked: { host: app.host, headers }, port: relay.port, page: false };
  },
  MAINTENANCE: async () => ({ asked: { host: await appDelivered({ maintenance: true }) } }),
  TUNNEL_LOST: async (stack) => {
    const host = await addHost(bed.stores);
    const killer = stack.use(
      await startTarget(() => agent.mux.destroy(closeCodes.INTERNAL, "killed")),
    );
    const agent = stack.use(await startTestAgent({ port: bed.relay.port, host }));
    await bed.relay.tunnels(host.hostId, 1);
    const app = await addApp(bed.stores, {
      ...{ hostId: host.hostId, name: nameOf(), target: killer.url },
    });
    await bed.relay.knows(app.appId);
    return { asked: { host: app.host, method: "POST", body: "once" }, page: false };
  },
  TARGET_REFUSED: reset(rstCodes.TARGET_REFUSED),
  TARGET_UNREACHABLE: reset(rstCodes.TARGET_UNREACHABLE),
  TARGET_TIMEOUT: reset(rstCodes.TARGET_TIMEOUT),
  TARGET_NOT_ALLOWED: reset(rstCodes.TARGET_NOT_ALLOWED),
  TARGET_RESET: async (stack) => ({ asked: { host: await appWith(stack, "", "end") } }),
  TARGET_ANSWER_INVALID: async (stack) => ({
    asked: { host: await appWith(stack, "SSH-2.0-OpenSSH_9.2\r\n") },
  }),
  ANSWER_TIMEOUT: async () => ({ asked: { host: await appDelivered({ answerHeadMs: 1_000 }) } }),
  RATE_LIMITED: async (stack) => {
    const limits = { maxUnfinishedByAddress: 0 };
    const { port } = stack.use(await startTestRelay(bed.stores, { limits }));
    return { asked: agentAsks(), port, page: false };
  },
  ANOTHER_RELAY: async (stack) => {
    stack.use(await startTestRelay(bed.stores));
    await waitFor(
      async () => {
        await bed.relay.relay.peers.refresh();
        return bed.relay.relay.peers.others().length > 0;
      },
      { deadlineMs: 5_000 },
    );
    return { asked: agentAsks({ "Homeport-Avoid": bed.relay.settings.relayId }), page: false };
  },
  INTERNAL: async (stack) => {
    const router = () => ({
      local: () => {
        throw new Error("secret detail");
      },
      find: () => Promise.reject(new Error("never asked")),
      disown: () => {},
    });
    const relay = stack.use(await startTestRelay(bed.stores, { seams: { router } }));
    const app = await addApp(bed.stores, {
      ...{ hostId: bed.host.hostId, name: nameOf(), target: target.url },
    });
    await relay.knows(app.appId);
    return { asked: { host: app.host }, port: relay.port };
  },
};

/** Codes that no request to the public listener ends in; the tests in which each is produced. */
const elsewhere: Partial<Record<RelayCode, string>> = {
  APP_STARTING: "wake.integration.test.ts",
  APP_FAILED: "wake.integration.test.ts",
  APP_STOPPED: "wake.integration.test.ts",
  APP_INSTALLING: "wake.integration.test.ts",
  APP_REMOVING: "wake.race.test.ts",
  UNSYNCED: "gate-listener.integration.test.ts",
  UNTRUSTED_PROXY: "gate-listener.integration.test.ts",
  ADMIN_CLOSED: "operators.integration.test.ts",
  ECHO_BROKEN: "host-status.integration.test.ts",
  LOG_UNREADABLE: "host-log.integration.test.ts",
  STEP_TIMEOUT: "../src/host-check/take-step.test.ts",
};

const codes = Object.keys(relayErrors) as RelayCode[];

test("every code of the relay is produced here, or in the test that is named", async () => {
  const missing = codes.filter((code) => !(code in producers) && !(code in elsewhere));
  expect(missing).toEqual([]);
  const here = new URL(".", import.meta.url);
  for (const [code, name] of Object.entries(elsewhere)) {
    expect(await readFile(new URL(name, here), "utf8")).toContain(`"${code}"`);
  }
});

describe("as JSON for programs and, where a browser can meet it, as a page for people", () => {
  test.each(Object.entries(producers))("%s", async (name, produce) => {
    await using stack = new AsyncDisposableStack();
    const { asked, port = bed.relay.port, page: hasPage = true } = await produce(stack);
    const { status, message, retryable } = relayErrors[name as RelayCode];
    const told = await ask(port, asked);
    expect([told.status, errorOf(told).code, told.headers["x-homeport-error"]]).toEqual([
      ...[status, name, name],
    ]);
    expect(errorOf(told)).toMatchObject({ retryable, requestId: told.headers["x-request-id"] });
    expect(told.body.toString()).not.toContain("secret detail");
    if (name !== "HOST_OFFLINE") expect(errorOf(told)).toMatchObject({ message });
    if (!hasPage) return;
    const shown = await ask(port, { ...asked, headers: { ...asked.headers, ...page } });
    expect(shown.status).toBe(status);
    expectPage(shown, name);
  });
});

function expectPage(shown: Answer, code: string): void {
  expect(shown.headers["content-type"]).toMatch(/^text\/html/);
  expect(shown.headers["content-security-policy"]).toContain("default-src 'none'");
  expect(shown.headers["cache-control"]).toBe("no-store");
  const text = shown.body.toString();
  expect(text).toContain(code);
  expect(text).toContain(shown.headers["x-request-id"]);
  expect(text).not.toContain("secret detail");
}
