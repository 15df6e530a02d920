import type { AgentStatus } from "../local/messages.ts";

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
  for (const app of status.apps) {
    const answer = app.lastConnect;
    const state = answer === null ? "not asked for yet" : answer.ok ? "answers" : answer.detail;
    lines.push(`  ${app.name}  ${app.address ?? "–"}  →  ${app.target}  (${app.level}; ${state})`);
  }
  return lines.join("\n");
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

/** `0.4 s`, `12 s`, `3 min`, `5 h`, `2 d`: never more than one unit. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
