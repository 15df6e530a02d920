import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  findLastingPort,
  type RunningStore,
  signalProcess,
  startKeeper,
  startPostgres,
  startRedis,
} from "@homeport/services";
import { storeAddresses } from "./store-addresses.ts";

const toolsFolder = fileURLToPath(new URL("../../../.data/tools", import.meta.url));

/** A store for one test alone, which may take it away and bring it back on the same port. */
export type OwnStore = {
  url: string;
  port: number;
  /** The process that runs it now. */
  pid(): number;
  /** Ends it as a crash would with SIGKILL, or in order; what it holds in memory is lost. */
  stop(how?: "in-order" | "kill"): Promise<void>;
  /** Starts it again on the same port and folder. */
  start(): Promise<void>;
  /** Stops its processes without closing a socket: peers hear nothing at all. */
  freeze(): void;
  thaw(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Keeps its files in the run's folder, or in the given one outside of a test run. */
export function ownRedis(parent?: string): Promise<OwnStore> {
  return ownStore("redis", (plan) => startRedis({ ...plan, toolsFolder }), parent);
}

/** Keeps its files in the run's folder, or in the given one outside of a test run. */
export function ownPostgres(parent?: string): Promise<OwnStore> {
  return ownStore("postgres", startPostgres, parent);
}

type Start = (plan: Parameters<typeof startPostgres>[0]) => Promise<RunningStore>;

async function ownStore(
  kind: string,
  startStore: Start,
  parent = storeAddresses().folder,
): Promise<OwnStore> {
  const folder = join(parent, `${kind}-${randomBytes(6).toString("hex")}`);
  mkdirSync(folder, { mode: 0o755 });
  const keeper = startKeeper();
  const logFile = join(folder, "store.log");
  const port = await findLastingPort();
  const start = () => startStore({ dataFolder: folder, logFile, port, mode: "fast", keeper });
  let running = await start();
  return {
    url: running.url,
    port,
    pid: () => running.pid,
    async stop(how = "in-order") {
      signalAll(running, "SIGCONT");
      if (how === "kill") await running.end({ signal: "SIGKILL", deadlineMs: 5_000 });
      else await running.stop();
    },
    async start() {
      running = await start();
    },
    freeze: () => signalAll(running, "SIGSTOP"),
    thaw: () => signalAll(running, "SIGCONT"),
    async [Symbol.asyncDispose]() {
      signalAll(running, "SIGCONT");
      await running.stop();
      await keeper[Symbol.asyncDispose]();
    },
  };
}

/** Postgres serves each connection by a process of its own, which goes on while the one that made it stands still. */
function signalAll(store: RunningStore, signal: "SIGSTOP" | "SIGCONT"): void {
  signalProcess(store, signal);
  const { stdout } = spawnSync("pgrep", ["-P", String(store.pid)], { encoding: "utf8" });
  for (const pid of stdout.split("\n").filter(Boolean)) {
    try {
      process.kill(Number(pid), signal);
    } catch {
      // It has ended in this very moment.
    }
  }
}
