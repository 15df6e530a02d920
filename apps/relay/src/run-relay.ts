import { type EnvSource, type HostProcess, runProcess } from "@homeport/platform";
import manifest from "../package.json" with { type: "json" };
import { readEnv } from "./env.ts";
import { relayRates } from "./limits/relay-rates.ts";
import { openRelay } from "./open-relay.ts";

/** What is being carried is let go within this time after a crash, in ms. */
const crashDrainMs = 5_000;

/** Runs the relay process until it is told to stop. */
export async function runRelay(program: { host: HostProcess; env: EnvSource }): Promise<void> {
  await runProcess({
    app: "relay",
    version: manifest.version,
    host: program.host,
    readConfig: () => {
      const config = readEnv(program.env);
      relayRates(config);
      return config;
    },
    port: (config) => config.listenAddress.port,
    open: async (process) => openRelay(process, { pid: program.host.pid }),
    crashDrainMs,
  });
}
