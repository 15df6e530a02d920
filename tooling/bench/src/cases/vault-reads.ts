import { setTimeout as sleep } from "node:timers/promises";
import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import type { VaultReader } from "../contenders/vault-reads.ts";
import { countVaultWrites } from "../vaults/store.ts";
import { refuseFailures } from "./checks.ts";

const connections = 32;
const warmUpSeconds = 1;
const settleMs = 2_500;

/** As many reads of one vault as get through, and the rows of vaults that they write: none. */
export function vaultReadsCase(contenders: readonly Contender<VaultReader>[]) {
  const warm = new Set<object>();
  return benchCase({
    name: "reads",
    title: "GET of one vault, 32 connections",
    contenders,
    async measure(running, { load, seconds, signal }) {
      const { port, host, path, stores, sign } = running;
      const plan = { url: `http://127.0.0.1:${port}${path}`, host, connections, signal };
      if (!warm.has(running)) {
        await load.run({ ...plan, headers: sign(), seconds: warmUpSeconds });
        warm.add(running);
        // Backends tell what they have written once a second: what was before is not to count.
        await sleep(settleMs, undefined, { signal });
      }
      const before = await countVaultWrites(stores.db.sql);
      const result = await load.run({ ...plan, headers: sign(), seconds });
      refuseFailures(result);
      const written = (await countVaultWrites(stores.db.sql)) - before;
      const perSecond = result.requests / result.seconds;
      return { perSecond, p50Ms: result.p50Ms, p99Ms: result.p99Ms, rowsWritten: written };
    },
  });
}
