import { fileURLToPath } from "node:url";
import { findLastingPort } from "@homeport/services";
import { readText } from "./read-text.ts";
import type { RelaySite } from "./relay-replica.ts";
import { createReplica, type Replica } from "./replica.ts";

const entry = fileURLToPath(new URL("../../../../apps/web/dist/main.js", import.meta.url));

/** A replica of web, whole, with the pages of its build. */
export async function createWebReplica(
  site: Pick<RelaySite, "folder" | "keeper" | "databaseUrl" | "redisUrl" | "secret" | "appsUrl">,
  name: string,
): Promise<Replica> {
  const [port, opsPort] = [await findLastingPort(), await findLastingPort()];
  return createReplica({
    ...{ name, entry, folder: site.folder, keeper: site.keeper },
    env: {
      NODE_ENV: "production",
      HOMEPORT_STAGE: "test",
      HOMEPORT_PARENT_PID: String(process.pid),
      HOMEPORT_SECRET: site.secret,
      HOMEPORT_APPS_URL: site.appsUrl,
      DATABASE_URL: site.databaseUrl,
      REDIS_URL: site.redisUrl,
      HOMEPORT_WEB_ADDR: `127.0.0.1:${port}`,
      HOMEPORT_OPS_ADDR: `127.0.0.1:${opsPort}`,
    },
    isReady: async () => (await readText(`http://127.0.0.1:${opsPort}/readyz`)) !== null,
  });
}
