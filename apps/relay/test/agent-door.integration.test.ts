import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { revokeHost } from "@homeport/hosts";
import { parseTrustedProxies } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { closeCodes, credentialRefused, HandshakeError } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { ask, errorOf } from "./ask.ts";
import { startTestAgent, type TestAgentOptions } from "./test-agent.ts";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

let stores: TestStores;
let relay: TestRelay;
let host: TestHost;

beforeAll(async () => {
  stores = await openTestStores();
  relay = await startTestRelay(stores);
  host = await addHost(stores);
});

afterAll(async () => {
  await relay[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

/** The close code with which an attempt ends; 0 when it opens a tunnel. */
async function attempt(
  options: Partial<TestAgentOptions> = {},
  port = relay.port,
): Promise<number> {
  try {
    await using agent = await startTestAgent({ port, host, ...options });
    return agent.mux.closed ? -1 : 0;
  } catch (error) {
    if (error instanceof HandshakeError) return error.closeCode ?? -2;
    throw error;
  }
}

const other = generateKeyPairSync("ed25519").privateKey;
const byOther = { sign: (message: Buffer) => sign(null, message, other) };

describe("what opens no tunnel", () => {
  test("a key that is not the host's", async () => {
    expect(await attempt(byOther)).toBe(closeCodes.CREDENTIAL);
  });

  test("another machine than the host's", async () => {
    const hello = { machineId: "another" };
    expect(await attempt({ hello })).toBe(closeCodes.CREDENTIAL);
  });

  test("an unknown host, which is answered like a wrong key", async () => {
    const unknown = { ...host, hostId: "unknown" };
    expect(await attempt({ host: unknown })).toBe(closeCodes.CREDENTIAL);
  });

  test("another host's id at the door than in the handshake", async () => {
    const headers = { "Homeport-Host": "another" };
    expect(await attempt({ headers })).toBe(closeCodes.CREDENTIAL);
  });

  test("an agent that is too old", async () => {
    expect(await attempt({ hello: { agentVersion: "0.0.9" } })).toBe(closeCodes.VERSION);
  });

  test("a recorded handshake", async () => {
    let recorded: Uint8Array = new Uint8Array();
    const record = (message: Buffer) => {
      recorded = sign(null, message, host.privateKey);
      return recorded;
    };
    expect(await attempt({ sign: record, epoch: 1_000 })).toBe(0);
    expect(await attempt({ sign: () => recorded, epoch: 1_000 })).toBe(closeCodes.CREDENTIAL);
  });

  test("a user's token, a member's key and a session's cookie", async () => {
    const headers = {
      Authorization: "Bearer hpk_0123456789_a-real-looking-key",
      Cookie: "homeport.session_token=a-real-looking-session",
      "X-Homeport-Key": "hpk_0123456789_a-real-looking-key",
    };
    expect(await attempt({ ...byOther, headers })).toBe(closeCodes.CREDENTIAL);
  });

  test("what is wrong with a credential is told to nobody: all of it is one code and one sentence", async () => {
    const gone = await addHost(stores);
    await revokeHost(stores.owner, { hostId: gone.hostId });
    const wrong: Partial<TestAgentOptions>[] = [
      byOther,
      { hello: { machineId: "another" } },
      { host: { ...host, hostId: "unknown" } },
      { headers: { "Homeport-Host": "another" } },
      { host: gone },
    ];
    for (const options of wrong) {
      await expect(startTestAgent({ port: relay.port, host, ...options })).rejects.toMatchObject({
        closeCode: closeCodes.CREDENTIAL,
        detail: credentialRefused,
      });
    }
  });

  test("control: without the check of signatures these would open one", async () => {
    await using open = await startTestRelay(stores, { seams: { verifySignature: () => true } });
    expect(await attempt(byOther, open.port)).toBe(0);
  });

  test("a host that was revoked, whose open tunnel ends with 4403 within a second", async () => {
    const gone = await addHost(stores);
    await using agent = await startTestAgent({ port: relay.port, host: gone });
    await relay.tunnels(gone.hostId, 1);
    await revokeHost(stores.owner, { hostId: gone.hostId });
    const atMs = performance.now();
    expect((await agent.ended).code).toBe(closeCodes.REVOKED);
    expect(performance.now() - atMs).toBeLessThan(1_000);
    expect(await attempt({ host: gone })).toBe(closeCodes.CREDENTIAL);
  });

  test("a host that was revoked without any announcement, at the next look", async () => {
    await using quick = await startTestRelay(stores, { limits: { keyRecheckMs: 100 } });
    const gone = await addHost(stores);
    await using agent = await startTestAgent({ port: quick.port, host: gone });
    await stores.db.sql.query(`ALTER TABLE hosts DISABLE TRIGGER USER`);
    await stores.db.sql.query(`UPDATE hosts SET status = 'revoked' WHERE id = $1`, [gone.hostId]);
    await stores.db.sql.query(`ALTER TABLE hosts ENABLE TRIGGER USER`);
    expect((await agent.ended).code).toBe(closeCodes.REVOKED);
  });
});

describe("at the door", () => {
  const localhost = "localhost:8080";

  function knock(path: string, headers: Record<string, string>, port = relay.port) {
    const request = httpRequest({
      ...{ host: "127.0.0.1", port, path, agent: false },
      headers: { Host: localhost, ...headers },
    });
    request.end();
    return request;
  }

  const upgrade = {
    Connection: "Upgrade",
    Upgrade: "homeport-mux/1",
    "Homeport-Host": "any",
  };

  test("a query is refused with 400 and not written anywhere", async () => {
    const [response] = await once(knock("/tunnel?token=secret", upgrade), "response");
    expect(response.statusCode).toBe(400);
  });

  test("no upgrade is 426, an unknown subprotocol 400, a missing host 400", async () => {
    const plain = await ask(relay.port, { host: localhost, path: "/tunnel" });
    expect([plain.status, errorOf(plain).code]).toEqual([426, "UPGRADE_REQUIRED"]);
    const webSocket = new WebSocket(`ws://127.0.0.1:${relay.port}/tunnel`, "other.v1", {
      headers: { Host: localhost, "Homeport-Host": "any" },
    });
    const [, refused] = await once(webSocket, "unexpected-response");
    expect(refused.statusCode).toBe(400);
    const { "Homeport-Host": _, ...without } = upgrade;
    const [response] = await once(knock("/tunnel", without), "response");
    expect(response.statusCode).toBe(400);
  });

  test("a relay that stops answers 503 with Retry-After", async () => {
    await using stopping = await startTestRelay(stores);
    stopping.startDraining();
    const [response] = await once(knock("/tunnel", upgrade, stopping.port), "response");
    expect([response.statusCode, response.headers["retry-after"]]).toEqual([503, "1"]);
  });

  test("a relay that a host avoids sends it to another one, and takes it when there is none", async () => {
    await using first = await startTestRelay(stores, { settings: { relayId: "Avoided" } });
    const avoiding = { ...upgrade, "Homeport-Host": host.hostId, "Homeport-Avoid": "Avoided" };
    const others = async (): Promise<number> => {
      await using agent = await startTestAgent({ port: first.port, host });
      return agent.relay.others.length;
    };
    await waitFor(async () => (await others()) > 0, { deadlineMs: 10_000 });
    const [response] = await once(knock("/tunnel", avoiding, first.port), "response");
    expect(response.statusCode).toBe(503);
    const all = `Avoided, ${relay.settings.relayId}`;
    const everywhere = { ...avoiding, "Homeport-Avoid": all };
    const [, socket] = await once(knock("/tunnel", everywhere, first.port), "upgrade");
    socket.destroy();
  });

  test("too many unfinished handshakes are answered 503", async () => {
    await using small = await startTestRelay(stores, { limits: { maxUnfinished: 1 } });
    const first = knock("/tunnel", upgrade, small.port);
    const [, socket] = await once(first, "upgrade");
    const [response] = await once(knock("/tunnel", upgrade, small.port), "response");
    expect(response.statusCode).toBe(503);
    socket.destroy();
  });

  test("a relay that holds as many tunnels as it may answers 503, and takes one again when one ends", async () => {
    await using small = await startTestRelay(stores, { limits: { maxTunnels: 1 } });
    const only = await startTestAgent({ port: small.port, host });
    await small.tunnels(host.hostId, 1);
    const [response] = await once(knock("/tunnel", upgrade, small.port), "response");
    expect([response.statusCode, response.headers["retry-after"]]).toEqual([503, "1"]);
    await only[Symbol.asyncDispose]();
    await small.tunnels(host.hostId, 0);
    expect(await attempt({}, small.port)).toBe(0);
  });

  test("a host whose tunnels end at once five times is kept off for ten seconds, and that is told", async () => {
    await using own = await startTestRelay(stores);
    const restless = await addHost(stores);
    for (let count = 0; count < 5; count += 1) {
      expect(await attempt({ host: restless }, own.port)).toBe(0);
      await own.tunnels(restless.hostId, 0);
    }
    const refused = startTestAgent({ port: own.port, host: restless });
    const error = await refused.catch((failure: unknown) => failure);
    expect(error).toMatchObject({ closeCode: closeCodes.OVERLOADED });
    const { graceMs } = error as HandshakeError;
    expect([graceMs > 5_000, graceMs <= 10_000]).toEqual([true, true]);
    const told = async () =>
      await stores.db.sql.query(
        `SELECT reason FROM host_events WHERE host_id = $1 AND kind = 'flapping'`,
        [restless.hostId],
      );
    await waitFor(async () => (await told()).length === 1, { deadlineMs: 5_000 });
  });

  test("one address holds only its share of the unfinished handshakes, and is told to wait", async () => {
    await using small = await startTestRelay(stores, { limits: { maxUnfinishedByAddress: 1 } });
    const [, socket] = await once(knock("/tunnel", upgrade, small.port), "upgrade");
    const [response] = await once(knock("/tunnel", upgrade, small.port), "response");
    expect([response.statusCode, response.headers["retry-after"]]).toEqual([429, "1"]);
    socket.destroy();
  });

  test("agents behind a balancer that names nobody have no share and no failures in common", async () => {
    const refuseAll = { ...stores.limiter, take: () => ({ allowed: false, retryAfterMs: 2_500 }) };
    await using behind = await startTestRelay(
      { ...stores, limiter: refuseAll },
      {
        limits: { maxUnfinishedByAddress: 1 },
        settings: { trustedProxies: parseTrustedProxies("127.0.0.0/8") },
      },
    );
    const held: Socket[] = [];
    for (let count = 0; count < 3; count += 1) {
      const [, socket] = await once(knock("/tunnel", upgrade, behind.port), "upgrade");
      held.push(socket);
    }
    expect(await attempt(byOther, behind.port)).toBe(closeCodes.CREDENTIAL);
    await using agent = await startTestAgent({ port: behind.port, host });
    expect(agent.mux.closed).toBe(false);

    const named = { ...upgrade, "X-Forwarded-For": "192.0.2.9" };
    const [, socket] = await once(knock("/tunnel", named, behind.port), "upgrade");
    const [response] = await once(knock("/tunnel", named, behind.port), "response");
    expect(response.statusCode).toBe(429);
    for (const one of [...held, socket]) one.destroy();
  });

  test("a handshake that is not complete in time ends with 4010", async () => {
    await using quick = await startTestRelay(stores, { limits: { handshakeMs: 100 } });
    const never = { sign: () => Promise.withResolvers<Uint8Array>().promise };
    const failed = startTestAgent({ port: quick.port, host, ...never });
    await expect(failed).rejects.toMatchObject({ closeCode: closeCodes.HANDSHAKE_TIMEOUT });
  });

  test("an address from which too many fail is held off with 429", async () => {
    await using strict = await startTestRelay({
      ...stores,
      limiter: { ...stores.limiter, take: () => ({ allowed: false, retryAfterMs: 2_500 }) },
    });
    expect(await attempt(byOther, strict.port)).toBe(closeCodes.CREDENTIAL);
    await waitFor(
      async () => {
        const [response] = await once(knock("/tunnel", upgrade, strict.port), "response");
        return response.statusCode === 429 && response.headers["retry-after"] === "3";
      },
      { deadlineMs: 2_000 },
    );
  });

  test("what is no frame ends the tunnel with 4003 and nothing else", async () => {
    await using agent = await startTestAgent({ port: relay.port, host });
    await relay.tunnels(host.hostId, 1);
    const garbage = knock("/tunnel", { ...upgrade, "Homeport-Host": host.hostId });
    const [, socket] = await once(garbage, "upgrade");
    socket.on("error", () => undefined);
    socket.write(Buffer.alloc(4_096, 0x2f));
    const chunks: Buffer[] = [];
    socket.on("data", (bytes: Buffer) => chunks.push(bytes));
    await once(socket, "close");
    const goAway = Buffer.concat(chunks);
    expect(goAway.includes(Buffer.from([0x0f, 0xa3]))).toBe(true);
    expect(agent.mux.closed).toBe(false);
  });

  test.each(["", "GET / HTTP/1.1\r\n"])(
    "a connection that sends no more of a head than %j is closed in time",
    async (begin) => {
      await using quick = await startTestRelay(stores, { limits: { headersTimeoutMs: 200 } });
      const socket = connect(quick.port, "127.0.0.1");
      socket.write(begin);
      socket.resume();
      await once(socket, "close");
    },
    10_000,
  );
});

describe("why a host cannot come in", () => {
  const reasonOf = async (hostId: string) => {
    const [row] = await stores.db.sql.query(
      `SELECT online, reason FROM host_presence WHERE host_id = $1`,
      [hostId],
    );
    return row === undefined ? null : [row["online"], row["reason"]];
  };
  const eventuallySays = (hostId: string, reason: string) =>
    waitFor(async () => (await reasonOf(hostId))?.[1] === reason, { deadlineMs: 5_000 });

  test("is told of one whose agent is too old, and forgotten when it comes in", async () => {
    const old = await addHost(stores);
    expect(await attempt({ host: old, hello: { agentVersion: "0.0.9" } })).toBe(closeCodes.VERSION);
    await eventuallySays(old.hostId, "VERSION_TOO_OLD");
    await using _agent = await startTestAgent({ port: relay.port, host: old });
    await waitFor(async () => (await reasonOf(old.hostId))?.[0] === true, { deadlineMs: 5_000 });
    expect(await reasonOf(old.hostId)).toEqual([true, null]);
  });

  test("is told of one that dials in with a key of before, in the same words to it as to a stranger", async () => {
    const rotated = await addHost(stores);
    await stores.db.sql.query(`UPDATE host_keys SET status = 'revoked' WHERE host_id = $1`, [
      rotated.hostId,
    ]);
    expect(await attempt({ host: rotated })).toBe(closeCodes.CREDENTIAL);
    await eventuallySays(rotated.hostId, "CREDENTIAL_REFUSED");
  });

  test("is told of one that is kept off because it flaps", async () => {
    await using own = await startTestRelay(stores);
    const restless = await addHost(stores);
    for (let count = 0; count < 5; count += 1) {
      await attempt({ host: restless }, own.port);
      await own.tunnels(restless.hostId, 0);
    }
    await waitFor(async () => (await reasonOf(restless.hostId))?.[0] === false, {
      deadlineMs: 5_000,
    });
    expect(await attempt({ host: restless }, own.port)).toBe(closeCodes.OVERLOADED);
    await eventuallySays(restless.hostId, "FLAPPING");
  });

  test("is never told by a stranger who claims its name", async () => {
    const quiet = await addHost(stores);
    const marked = await addHost(stores);
    expect(await attempt({ host: quiet, ...byOther })).toBe(closeCodes.CREDENTIAL);
    const tooOld = { hello: { agentVersion: "0.0.9" } };
    expect(await attempt({ host: quiet, ...byOther, ...tooOld })).toBe(closeCodes.CREDENTIAL);
    // What is written for the other host was noted later, so the queue has passed the stranger.
    await attempt({ host: marked, ...tooOld });
    await eventuallySays(marked.hostId, "VERSION_TOO_OLD");
    expect(await reasonOf(quiet.hostId)).toBeNull();
  });
});

describe("two agents with one key", () => {
  test("the older run is told 4409, and the newer one keeps serving", async () => {
    const copied = await addHost(stores);
    await using newer = await startTestAgent({ port: relay.port, host: copied, run: 200 });
    await relay.tunnels(copied.hostId, 1);
    expect(await attempt({ host: copied, run: 100 })).toBe(closeCodes.REPLACED);
    expect(newer.mux.closed).toBe(false);
  });

  test("a newer run replaces every tunnel of the older one", async () => {
    const copied = await addHost(stores);
    await using first = await startTestAgent({ port: relay.port, host: copied, run: 1, slot: 0 });
    await using second = await startTestAgent({ port: relay.port, host: copied, run: 1, slot: 1 });
    await relay.tunnels(copied.hostId, 2);
    await using newer = await startTestAgent({ port: relay.port, host: copied, run: 2 });
    await relay.tunnels(copied.hostId, 1);
    const ends = await Promise.all([first.ended, second.ended]);
    expect(ends.map((end) => end.code)).toEqual([closeCodes.REPLACED, closeCodes.REPLACED]);
    expect(newer.mux.closed).toBe(false);
  });
});

describe("what others learn of a tunnel", () => {
  test("directory and presence follow its begin and its end", async () => {
    const seen = await addHost(stores);
    const agent = await startTestAgent({ port: relay.port, host: seen });
    const owners = () => stores.directory.lookup([seen.hostId]);
    await waitFor(async () => (await owners()).get(seen.hostId)?.length === 1, {
      deadlineMs: 3_000,
    });
    const online = async () => {
      const [row] = await stores.db.sql.query(
        `SELECT online, reason FROM host_presence WHERE host_id = $1`,
        [seen.hostId],
      );
      return row;
    };
    await waitFor(async () => (await online())?.["online"] === true, { deadlineMs: 3_000 });
    agent.mux.close(closeCodes.AGENT_STOP, "stopped");
    await waitFor(async () => !(await owners()).has(seen.hostId), { deadlineMs: 3_000 });
    await waitFor(async () => (await online())?.["online"] === false, { deadlineMs: 3_000 });
    expect((await online())?.["reason"]).toBe("AGENT_STOPPED");
  });

  test("a tunnel serves while Redis and Postgres cannot be asked", async () => {
    const away = () => Promise.reject(new Error("away"));
    await using cut = await startTestRelay({
      ...stores,
      directory: { ...stores.directory, publishTunnel: away, remove: away, refresh: away },
    });
    await using agent = await startTestAgent({ port: cut.port, host });
    await cut.tunnels(host.hostId, 1);
    expect(agent.mux.closed).toBe(false);
  });
});
