import { createWriteStream } from "node:fs";
import { createServer } from "node:http";
import { createCache, createLimiter, defineRateClasses, openFeed } from "@homeport/coordination";
import { createLog } from "@homeport/platform";
import { announce } from "./announce.ts";
import { openReplica } from "./fleet-stores.ts";

/** A read that is answered from memory: with limiter, feed and a line of log for each request, or without any of them. */
const [databaseUrl = "", redisUrl = "", how = ""] = process.argv.slice(2);
const value = { title: "Low tide", words: "a".repeat(400) };

async function guarded() {
  const replica = await openReplica(databaseUrl, redisUrl, "reads");
  const feed = await openFeed({ ...replica, redis: replica.redis });
  const cache = createCache({
    ...{ name: "bench", topics: ["config"], maxEntries: 100, maxAgeMs: 60_000, feed },
    ...{ clock: replica.clock, metrics: replica.metrics },
    load: async () => value,
  });
  const limiter = createLimiter({
    ...replica,
    ...{ classes: defineRateClasses({ read: "100000000/s+100000000" }), maxReplicas: 1 },
  });
  const stream = createWriteStream("/dev/null");
  const log = createLog({
    ...{ app: "bench", version: "0.0.0", replica: "reads", stage: "test", format: "json", stream },
  });
  return async (path: string, address: string) => {
    if (!limiter.take("read", address).allowed) throw new Error("nobody is to be refused");
    const read = await cache.get("one");
    log.info({ method: "GET", path, status: 200 }, "request");
    return read;
  };
}

const kept = new Map([["one", value]]);
const read = how === "guarded" ? await guarded() : async () => kept.get("one");

announce(
  createServer((request, response) => {
    read(request.url ?? "", request.socket.remoteAddress ?? "").then(
      (found) => {
        const body = JSON.stringify(found);
        response.writeHead(200, { "content-type": "application/json" }).end(body);
      },
      () => response.writeHead(500).end(),
    );
  }),
);
