/** The fixed places of one run. Replicas beyond the first come from `replicaPorts`. */
export type Ports = {
  web: number;
  apps: number;
  gate: number;
  peer: number;
  postgres: number;
  redis: number;
  demo: number;
  ops: { web: number; worker: number; relay: number };
  replicas: {
    web: number;
    apps: number;
    gate: number;
    peer: number;
    ops: { web: number; worker: number; relay: number };
  };
};

const wellKnown: Ports = {
  web: 3000,
  apps: 8080,
  gate: 8081,
  peer: 8082,
  postgres: 54320,
  redis: 63790,
  demo: 8090,
  ops: { web: 9101, worker: 9102, relay: 9103 },
  replicas: {
    ...{ web: 3020, apps: 8120, peer: 8140, gate: 8160 },
    ops: { web: 9120, worker: 9140, relay: 9160 },
  },
};

/** How many ports from the base on one run may use, replicas included. */
export const portSpan = 160;

/** At most this many replicas of one app fit between two ranges of ports. */
export const maxReplicasPerApp = 20;

/** The well-known ports, or all of them moved behind one base so that a second run fits beside the first. */
export function portsFrom(base: number | undefined): Ports {
  if (base === undefined) return wellKnown;
  return {
    web: base,
    apps: base + 1,
    gate: base + 2,
    peer: base + 3,
    postgres: base + 4,
    redis: base + 5,
    demo: base + 6,
    ops: { web: base + 10, worker: base + 11, relay: base + 12 },
    replicas: {
      web: base + 20,
      apps: base + 40,
      peer: base + 120,
      gate: base + 140,
      ops: { web: base + 60, worker: base + 80, relay: base + 100 },
    },
  };
}

/** Where replica `index` of an app has its ops listener: the first on the well-known port. */
export function opsPort(ports: Ports, app: keyof Ports["ops"], index: number): number {
  return index === 0 ? ports.ops[app] : ports.replicas.ops[app] + index;
}

/** Where replica `index` of web listens: alone on the public port, else behind the front. */
export function webPort(ports: Ports, isFronted: boolean, index: number): number {
  return isFronted ? ports.replicas.web + index : ports.web;
}

/** Where replica `index` of relay serves visitors and agents: alone on the public port, else behind the front. */
export function appsPort(ports: Ports, isFronted: boolean, index: number): number {
  return isFronted ? ports.replicas.apps + index : ports.apps;
}

/** Where replica `index` of relay is reached by other relays. */
export function peerPort(ports: Ports, replicas: number, index: number): number {
  return replicas === 1 ? ports.peer : ports.replicas.peer + index;
}

/** Where replica `index` of relay is asked by proxies: alone on the well-known port, else behind the front. */
export function gatePort(ports: Ports, isFronted: boolean, index: number): number {
  return isFronted ? ports.replicas.gate + index : ports.gate;
}

/** Browsers and Node's `fetch` refuse these, since other protocols are at home there (the Fetch standard's list). */
const refusedByBrowsers = new Set([
  ...[1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566],
  ...[6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
]);

/** The first port of a run that a browser would open and may not, or null. */
export function findRefusedPort(base: number): number | null {
  const { web, apps, demo } = portsFrom(base);
  return [web, apps, demo].find((port) => refusedByBrowsers.has(port)) ?? null;
}
