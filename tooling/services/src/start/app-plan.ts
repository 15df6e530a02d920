import { join } from "node:path";
import { carrierNodeArgs, receiverNodeArgs, workerNodeArgs } from "@homeport/platform";
import type { Folders } from "./folders.ts";
import { isFronted, type StartOptions } from "./options.ts";
import { appsPort, gatePort, opsPort, type Ports, peerPort, webPort } from "./ports.ts";

export type AppName = "web" | "worker" | "relay";

/** One process to start: what runs, what it is told, and where it says that it is ready. */
export type AppPlan = {
  app: AppName;
  /** Unique in the run, and the name of its log: `web`, or `web-2` among several. */
  name: string;
  entry: string;
  nodeArgs: readonly string[];
  env: Record<string, string>;
  url: string | null;
  port: number | null;
  opsUrl: string;
};

/** What all processes of one run share. */
export type RunSettings = {
  folders: Folders;
  ports: Ports;
  options: StartOptions;
  /** The caller's environment as far as it is passed on, and the addresses of the stores. */
  env: Record<string, string>;
};

/** The program of an app: its sources in development, else what its build made. */
export function entryOf(app: AppName | "agent", settings: RunSettings): string {
  const file = settings.options.dev ? "src/main.ts" : "dist/main.js";
  return join(settings.folders.root, "apps", app, file);
}

export function planWeb(settings: RunSettings): AppPlan[] {
  return planReplicas(settings, "web", (index) => {
    const port = webPort(settings.ports, isFronted(settings.options, "web"), index);
    return {
      port,
      opsPort: opsPort(settings.ports, "web", index),
      env: {
        HOMEPORT_WEB_ADDR: `127.0.0.1:${port}`,
        NODE_ENV: settings.options.dev ? "development" : "production",
      },
    };
  });
}

export function planWorkers(settings: RunSettings): AppPlan[] {
  return planReplicas(settings, "worker", (index) => ({
    port: null,
    opsPort: opsPort(settings.ports, "worker", index),
    env: {},
  }));
}

export function planRelays(settings: RunSettings): AppPlan[] {
  const count = settings.options.relay;
  const isBehind = isFronted(settings.options, "relay");
  return planReplicas(settings, "relay", (index) => {
    const port = appsPort(settings.ports, isBehind, index);
    const peer = `127.0.0.1:${peerPort(settings.ports, count, index)}`;
    return {
      port,
      opsPort: opsPort(settings.ports, "relay", index),
      env: {
        HOMEPORT_RELAY_ADDR: `127.0.0.1:${port}`,
        HOMEPORT_RELAY_PEER_ADDR: peer,
        HOMEPORT_GATE_ADDR: `127.0.0.1:${gatePort(settings.ports, isBehind, index)}`,
        HOMEPORT_RELAY_INTERNAL_URL: `http://${peer}`,
        ...(count > 1 && {
          HOMEPORT_RELAY_ID: `relay-${index + 1}`,
          // An agent that met the same relay twice behind the front finds the others here.
          HOMEPORT_RELAY_PUBLIC_URL: `http://localhost:${port}`,
        }),
      },
    };
  });
}

const nodeArgs: Record<AppName, readonly string[]> = {
  web: receiverNodeArgs,
  worker: workerNodeArgs,
  relay: carrierNodeArgs,
};

type Place = { port: number | null; opsPort: number; env: Record<string, string> };

function planReplicas(
  settings: RunSettings,
  app: AppName,
  placeOf: (index: number) => Place,
): AppPlan[] {
  const count = settings.options[app];
  return Array.from({ length: count }, (_, index) => {
    const place = placeOf(index);
    return {
      app,
      name: count === 1 ? app : `${app}-${index + 1}`,
      entry: entryOf(app, settings),
      nodeArgs: nodeArgs[app],
      env: {
        ...settings.env,
        HOMEPORT_OPS_ADDR: `127.0.0.1:${place.opsPort}`,
        HOMEPORT_MAX_REPLICAS: settings.env["HOMEPORT_MAX_REPLICAS"] ?? String(count),
        ...place.env,
      },
      url: place.port === null ? null : `http://127.0.0.1:${place.port}`,
      port: place.port,
      opsUrl: `http://127.0.0.1:${place.opsPort}`,
    };
  });
}
