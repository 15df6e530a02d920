import { door } from "./door.ts";

const operatorKeyId = `ed25519:${"ab".repeat(32)}`;

/** The installation, for its operators. */
export const fleetDoors = {
  "fleet.audit": door("query operator:audit.read", () => ({})),
  "fleet.configuration": door("query fleet.read"),
  "fleet.feed.status": door("query fleet.read"),
  "fleet.jobs.get": door("query fleet.read", () => ({ queue: "upkeep", jobId: "1" })),
  "fleet.jobs.list": door("query fleet.read", () => ({ queue: "upkeep", state: "failed" })),
  "fleet.jobs.remove": door("mutation queue.operate", () => ({ queue: "upkeep", jobId: "1" })),
  "fleet.jobs.retry": door("mutation queue.operate", () => ({ queue: "upkeep", jobId: "1" })),
  "fleet.leases.expire": door("mutation fleet.operate", () => ({
    name: "fleet.sweep",
    fence: "1",
  })),
  "fleet.leases.list": door("query fleet.read"),
  "fleet.limits.status": door("query fleet.read"),
  "fleet.migrations": door("query fleet.read"),
  "fleet.operators.add": door("mutation fleet.operate", () => ({
    who: { email: "nobody@example.org" },
    permissions: ["fleet.read"],
  })),
  "fleet.operators.list": door("query fleet.read"),
  "fleet.operators.revoke": door("mutation fleet.operate", ({ codeId }) => ({
    operatorId: codeId,
  })),
  "fleet.operators.sessions.list": door("query fleet.read"),
  "fleet.operators.sessions.revoke": door("mutation fleet.operate", () => ({
    keyId: operatorKeyId,
    sessionId: "a".repeat(32),
  })),
  "fleet.operators.updatePermissions": door("mutation fleet.operate", ({ codeId }) => ({
    operatorId: codeId,
    permissions: ["fleet.read"],
  })),
  "fleet.overview": door("query fleet.read"),
  "fleet.queues.list": door("query fleet.read"),
  "fleet.replicas.drain": door("mutation fleet.operate", () => ({ id: "web-1" })),
  "fleet.replicas.get": door("query fleet.read", () => ({ id: "web-1" })),
  "fleet.replicas.list": door("query fleet.read"),
  "fleet.schedules.list": door("query fleet.read"),
  "fleet.schedules.runNow": door("mutation queue.operate", () => ({
    queue: "upkeep",
    name: "fleet.sweep",
  })),
  "fleet.tunnels.list": door("query fleet.read"),
  "fleet.wakes.list": door("query fleet.read"),
  "fleet.warnings": door("query fleet.read"),
};
