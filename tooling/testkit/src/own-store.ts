import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  findFreePort,
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
  /** Ends it as a crash would with SIGKILL, or in order; what it holds in memory is lost. */
  stop(how?: "in-order" | "kill"): Promise<void>;
  /** Starts it again on the same port and folder. */
  start(): Promise<void>;
  /** Stops its process without closing a socket: peers hear nothing at all. */
  freeze(): void;
  thaw(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

export function ownRedis(): Promise<OwnStore> {
  return ownStore("redis", (plan) => startRedis({ ...plan, toolsFolder }));
}

export function ownPostgres(): Promise<OwnStore> {
  return ownStore("postgres", startPostgres);
}

type Start = (plan: Parameters<typeof startPostgres>[0]) => Promise<RunningStore>;

async function ownStore(kind: string, startStore: Start): Promise<OwnStore> {
  const folder = join(storeAddresses().folder, `${kind}-${randomBytes(6).toString("hex")}`);
  mkdirSync(folder, { mode: 0o755 });
  const keeper = startKeeper();
  const logFile = join(folder, "store.log");
  const port = await findFreePort();
  const start = () => startStore({ dataFolder: folder, logFile, port, mode: "fast", keeper });
  let running = await start();
  return {
    url: running.url,
    port,
    async stop(how = "in-order") {
      signalProcess(running, "SIGCONT");
      if (how === "kill") await running.end({ signal: "SIGKILL", deadlineMs: 5_000 });
      else await running.stop();
    },
    async start() {
      running = await start();
    },
    freeze: () => void signalProcess(running, "SIGSTOP"),
    thaw: () => void signalProcess(running, "SIGCONT"),
    async [Symbol.asyncDispose]() {
      signalProcess(running, "SIGCONT");
      await running.stop();
      await keeper[Symbol.asyncDispose]();
    },
  };
}
