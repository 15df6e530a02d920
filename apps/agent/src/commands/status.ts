import type { AgentStatus } from "../local/messages.ts";
import { duration } from "./duration.ts";

type Slot = AgentStatus["slots"][number];

/** The text of `homeport status`; `nowMs` is the wall clock. */
export function describeStatus(status: AgentStatus, nowMs: number): string {
  const lines = [
    `${status.host.name}  ${status.host.hostId}`,
    `console ${status.host.webUrl} · agent ${status.version}, pid ${status.pid}, up ${duration(nowMs - status.startedAtMs)}`,
    "",
    "Tunnels",
    ...status.slots.map((slot) => `  ${describeSlot(slot, nowMs)}`),
    "",
    "Apps",
  ];
  if (status.apps.length === 0) lines.push("  none yet: homeport expose <port> --name <name>");
  lines.push(...status.apps.map((app) => `  ${describeApp(app)}`));
  if (status.managed.length > 0) {
    lines.push("", "Run by this host", ...status.managed.map((app) => `  ${describeManaged(app)}`));
  }
  if (status.config.problems.length > 0) {
    lines.push("", `Configuration: ${status.config.file} has problems and is not in force`);
    lines.push(...status.config.problems.map((problem) => `  ${problem}`));
  }
  return lines.join("\n");
}

/** An app that this host runs, in a line. */
function describeManaged(app: AgentStatus["managed"][number]): string {
  const why = app.code === null ? "" : `, ${app.code}`;
  return `${app.name}  (${app.runtime}, port ${app.port}; ${app.status}${why})`;
}

/** One app in a line: its address, its target, who may pass, and how its target did last. */
export function describeApp(app: AgentStatus["apps"][number]): string {
  const answer = app.lastConnect;
  const state = answer === null ? "not asked for yet" : answer.ok ? "answers" : answer.detail;
  const problem = app.problem === null ? "" : `; ${app.problem}`;
  const tcp = app.protocol === "tcp" ? "tcp, " : "";
  const place = `${app.name}  ${app.address ?? "–"}  →  ${app.target}`;
  return `${place}  (${tcp}${app.level}; ${state}${problem})`;
}

/** One slot in a line, as `up` and `status` print it. */
export function describeSlot(slot: Slot, nowMs: number): string {
  const since = duration(nowMs - slot.sinceMs);
  switch (slot.state) {
    case "live": {
      const rtt = slot.rttMs === null ? "" : `, ${Math.round(slot.rttMs)} ms`;
      return `live ${slot.relayId ?? "?"} (${slot.wire ?? "?"}${rtt}) for ${since}`;
    }
    case "waiting":
    case "refused":
    case "replaced": {
      const wait =
        slot.nextAtMs === null ? "" : `; dialling again in ${duration(slot.nextAtMs - nowMs)}`;
      const why = slot.lastEnd === null ? "" : `: ${slot.lastEnd}`;
      return `${slot.state}${why}${wait}`;
    }
    default:
      return `${slot.state} for ${since}`;
  }
}
