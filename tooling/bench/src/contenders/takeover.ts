import type { LeaseDeps } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import { contender, type Running } from "../contender.ts";
import { type OwnProgram, startProgram } from "../program.ts";
import { openReplica } from "../programs/fleet-stores.ts";
import type { Site } from "../site.ts";

/** Somebody who holds a lease, and somebody who would have it. */
export interface Takeover extends Running {
  readonly name: string;
  readonly ttlMs: number;
  readonly successor: LeaseDeps<Tx>;
  startHolder(): Promise<OwnProgram>;
}

/** A tenth of what it is in the product: the share is what counts. */
const ttlMs = 1_500;

export function takeover(site: Site, name: string) {
  return contender<Takeover>(name, async () => {
    const { databaseUrl, redisUrl } = await site.openLab();
    const replica = await openReplica(databaseUrl, redisUrl, "successor");
    site.stage.stack.use(replica.db);
    site.stage.stack.use(replica.redis);
    return {
      ...{ port: 0, host: "", headers: {}, programs: [], name, ttlMs, successor: replica.deps },
      startHolder: () =>
        startProgram(site.stage, "holder", "lease-holder.ts", [databaseUrl, redisUrl, name, ttlMs]),
    };
  });
}
