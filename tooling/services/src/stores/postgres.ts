import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Child, startChild } from "../process/child.ts";
import type { Keeper } from "../process/keeper.ts";
import { clearLeftoverPostmaster } from "./leftover-postmaster.ts";
import { findPostgres } from "./postgres-binaries.ts";
import { openCluster } from "./postgres-init.ts";
import { commandAs } from "./postgres-user.ts";
import { untilReady } from "./until-ready.ts";

export type StorePlan = {
  dataFolder: string;
  logFile: string;
  port: number;
  /** `fast` gives up safety against power loss and asks for no password: for tests alone. */
  mode: "durable" | "fast";
  keeper?: Keeper;
};

/** A running store, its address with the password in it, and the way to end it. */
export type RunningStore = Child & { url: string; port: number; stop(): Promise<void> };

/** Stores end after everything that uses them. */
export const storeRank = 100;

const postgresStop = { signal: "SIGINT", deadlineMs: 20_000 } as const;

/**
 * Starts an embedded Postgres on loopback with one role and one database, both `homeport`, creating
 * its cluster the first time (0.5 s). Resolves when it takes connections. Throws RemedyError, with
 * the server's own last lines, when it does not.
 */
export async function startPostgres(plan: StorePlan): Promise<RunningStore> {
  const binaries = await findPostgres();
  mkdirSync(plan.dataFolder, { recursive: true, mode: 0o755 });
  await clearLeftoverPostmaster(join(plan.dataFolder, "cluster"));
  const cluster = openCluster(binaries, plan);
  const child = await startChild({
    name: "Postgres",
    ...commandAs(cluster.user, binaries.postgres, serverArgs(cluster.folder, plan)),
    env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC" },
    cwd: "/",
    logFile: plan.logFile,
  });
  const { pid, startedAt } = child;
  plan.keeper?.keep({ pid, startedAt, rank: storeRank, ...postgresStop });
  await untilReady(child, () => isTakingConnections(cluster.folder));
  const credentials = cluster.password ? `homeport:${cluster.password}` : "homeport";
  return {
    ...child,
    port: plan.port,
    url: `postgres://${credentials}@127.0.0.1:${plan.port}/homeport`,
    async stop() {
      await child.end(postgresStop);
      plan.keeper?.forget(child);
    },
  };
}

function serverArgs(cluster: string, plan: StorePlan): string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: plan.mode === "fast" ? "400" : "200",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(plan.mode === "fast" && {
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
      shared_buffers: "128MB",
      max_wal_size: "1GB",
      checkpoint_timeout: "1h",
      autovacuum_naptime: "60s",
    }),
  };
  const pairs = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return ["-D", cluster, "-p", String(plan.port), ...pairs];
}

/** Line 8 of the lock file is where Postgres itself says that it is ready; `pg_ctl` reads it too. */
function isTakingConnections(cluster: string): boolean {
  try {
    const lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
    return lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}
