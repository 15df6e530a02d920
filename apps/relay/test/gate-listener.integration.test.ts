import type { Server } from "node:http";
import { openDb, schema } from "@homeport/db";
import { newId, parseTrustedProxies, systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRelay } from "../src/relay.ts";
import { loadTransport } from "../src/transport/load-transport.ts";
import { ask, errorOf } from "./ask.ts";
import { openTestBed, portOf, type TestBed } from "./test-bed.ts";
import { startTestRelay } from "./test-relay.ts";

let bed: TestBed;
let port: number;

beforeAll(async () => {
  bed = await openTestBed();
  await bed.app("notes", "http://127.0.0.1:9", "owner");
  const { byHostname } = bed.relay.relay.gate.current();
  const appId = byHostname.get("notes.localhost")?.appId ?? "";
  const custom = { appId, kind: "custom", verifyToken: "t" } as const;
  await bed.stores.db.orm.insert(schema.appAddresses).values([
    { ...custom, id: newId(), hostname: "proven.example.org", verifiedAt: new Date() },
    { ...custom, id: newId(), hostname: "claimed.example.org" },
  ]);
  port = await listen(bed.relay.relay.gateServer);
  const isKnown = async () => (await askTls("proven.example.org")).status === 200;
  await waitFor(isKnown, { deadlineMs: 5_000 });
});
afterAll(() => bed[Symbol.asyncDispose]());

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return portOf(server);
}

function askTls(domain: string, at = port) {
  return ask(at, { host: "gate", path: `/tls/ask?domain=${encodeURIComponent(domain)}` });
}

async function queriesRun(): Promise<number> {
  const lines = (await bed.stores.metrics.text()).split("\n");
  const counts = lines.filter((line) => /^homeport_db_queries_total\{.*client="pool"/.test(line));
  return counts.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}

describe("a trusted proxy that asks for a certificate's name", () => {
  test("hears 200 for addresses that answer and for the apps host, and 404 for any other", async () => {
    for (const name of [
      "notes.localhost",
      "proven.example.org",
      "PROVEN.example.org",
      "localhost",
    ]) {
      expect((await askTls(name)).status, name).toBe(200);
    }
    for (const name of ["claimed.example.org", "nobody.localhost", "a.notes.localhost", "x"]) {
      const answer = await askTls(name);
      expect([answer.status, errorOf(answer).code], name).toEqual([404, "NOT_FOUND"]);
    }
  });

  test("is answered from memory: a thousand names run no query", async () => {
    // The relay asks its store on its own account now and then; names that asked it would do so each time.
    await waitFor(
      async () => {
        const before = await queriesRun();
        await Promise.all(
          Array.from({ length: 1_000 }, (_, at) =>
            askTls(at % 2 ? "notes.localhost" : `n${at}.org`),
          ),
        );
        return (await queriesRun()) === before;
      },
      { deadlineMs: 20_000, what: "a thousand names without a query" },
    );
  });

  test("is told what is wrong with a question that is none", async () => {
    for (const path of ["/tls/ask", "/tls/ask?domain=a.org&domain=b.org"]) {
      const answer = await ask(port, { host: "gate", path });
      expect([answer.status, errorOf(answer).code], path).toEqual([400, "BAD_REQUEST"]);
    }
    const posted = await ask(port, { host: "gate", path: "/tls/ask?domain=x", method: "POST" });
    expect([posted.status, errorOf(posted).code]).toEqual([405, "METHOD_REFUSED"]);
  });

  test("finds nothing else there, by whatever host it asks", async () => {
    for (const path of ["/", "/tls/ask/", "/TLS/ask?domain=localhost", "/healthz", "/tunnel"]) {
      const answer = await ask(port, { host: "notes.localhost", path });
      expect([answer.status, errorOf(answer).code], path).toEqual([404, "NOT_FOUND"]);
    }
  });
});

test("anybody else is refused, whatever the path, and whatever they say of themselves", async () => {
  const settings = { gateProxies: parseTrustedProxies("192.0.2.0/24") };
  await using strict = await startTestRelay(bed.stores, { settings });
  const own = await listen(strict.relay.gateServer);
  const headers = { "X-Forwarded-For": "192.0.2.7", Forwarded: "for=192.0.2.7" };
  for (const path of ["/tls/ask?domain=notes.localhost", "/tls/ask", "/", "/healthz"]) {
    const answer = await ask(own, { host: "gate", path, headers });
    expect([answer.status, errorOf(answer).code], path).toEqual([403, "UNTRUSTED_PROXY"]);
  }
});

test("before the first snapshot a proxy is told to come again", async () => {
  const { stores } = bed;
  const { log, metrics } = stores;
  const url = "postgres://nobody@127.0.0.1:1/none";
  await using db = openDb({ url, app: "test", clock: systemClock, log, metrics, acquireMs: 100 });
  const createTransport = await loadTransport("direct");
  const parts = {
    ...{ ...stores, createTransport, isDraining: () => false },
    gate: { ...stores.gate, db },
  };
  await using relay = createRelay({ ...parts, settings: bed.relay.settings });
  const answer = await askTls("notes.localhost", await listen(relay.gateServer));
  expect([answer.status, errorOf(answer).code]).toEqual([503, "UNSYNCED"]);
  expect(answer.headers["retry-after"]).toBe("1");
});
