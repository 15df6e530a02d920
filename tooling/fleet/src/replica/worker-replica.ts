import { fileURLToPath } from "node:url";
import { findLastingPort } from "@homeport/services";
import { readText } from "./read-text.ts";
import type { RelaySite } from "./relay-replica.ts";
import { createReplica, type Replica } from "./replica.ts";

const entry = fileURLToPath(new URL("../../../../apps/worker/dist/main.js", import.meta.url));

/** A worker: it sets presence right where a report was lost. */
export async function createWorkerReplica(
  site: Pick<RelaySite, "folder" | "keeper" | "databaseUrl" | "redisUrl" | "secret">,
  name: string,
): Promise<Replica> {
  const opsPort = await findLastingPort();
  return createReplica({
    ...{ name, entry, folder: site.folder, keeper: site.keeper },
    env: {
      HOMEPORT_STAGE: "test",
      HOMEPORT_PARENT_PID: String(process.pid),
      HOMEPORT_SECRET: site.secret,
      DATABASE_URL: site.databaseUrl,
      REDIS_URL: site.redisUrl,
      HOMEPORT_OPS_ADDR: `127.0.0.1:${opsPort}`,
    },
    isReady: async () => (await readText(`http://127.0.0.1:${opsPort}/readyz`)) !== null,
  });
}
