import { withLease } from "@homeport/coordination";
import { announcePort, endOnSignal } from "./announce.ts";
import { openReplica } from "./fleet-stores.ts";

/** Holds a lease until it is killed. */
const [databaseUrl = "", redisUrl = "", name = "", ttlMs = "0"] = process.argv.slice(2);
const { deps } = await openReplica(databaseUrl, redisUrl, "holder");
endOnSignal();
await withLease(deps, { name, ttlMs: Number(ttlMs) }, async () => {
  announcePort(0);
  await new Promise(() => undefined);
});
