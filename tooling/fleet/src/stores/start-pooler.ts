import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePort, findOnPath, type Keeper } from "@homeport/services";
import { runProxy } from "../proxy/start-proxy.ts";

/** PgBouncer in transaction mode before one database. */
export interface Pooler extends AsyncDisposable {
  /** Over as many connections as a small installation needs. */
  readonly url: string;
  /** Over a single connection, which everybody has in turn: whatever one leaves on it the next one meets. */
  readonly narrowUrl: string;
}

const connections = 8;

/** Keeps its files in `folder`, which others may enter: like Postgres it refuses to run as root. */
export async function startPooler(
  databaseUrl: string,
  folder: string,
  keeper: Keeper,
): Promise<Pooler> {
  const port = await findFreePort();
  const config = join(folder, "pgbouncer.ini");
  writeFileSync(config, configOf(new URL(databaseUrl), port));
  chmodSync(folder, 0o755);
  const running = await runProxy({
    ...{ name: "pgbouncer", program: findOnPath("pgbouncer") ?? "pgbouncer", port, keeper },
    ...{ args: [config], cwd: folder, env: { PATH: process.env["PATH"] ?? "" } },
  });
  const urlOf = (name: string) => `postgres://homeport@127.0.0.1:${port}/${name}`;
  return { ...running, url: urlOf("wide"), narrowUrl: urlOf("narrow") };
}

/** What an operator would write, and nothing that would hide what a client must not do. */
function configOf({ hostname, port, pathname, username }: URL, listenPort: number): string {
  const to = `host=${hostname} port=${port} dbname=${pathname.slice(1)} user=${username}`;
  return [
    "[databases]",
    `wide = ${to} pool_size=${connections}`,
    `narrow = ${to} pool_size=1`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${listenPort}`,
    "unix_socket_dir =",
    "auth_type = any",
    "pool_mode = transaction",
    "max_client_conn = 400",
    ...(process.getuid?.() === 0 ? ["user = nobody"] : []),
    "",
  ].join("\n");
}
