import type { Log } from "@homeport/platform";
import type { SlotReport } from "./supervisor/slot.ts";

/** What happens to a running agent, each told once: to its log, and in words to whoever looks. */
export interface AgentEvents {
  slotState(report: SlotReport): void;
  /** A slot had no timer and was started again: a fault of ours. */
  slotUnwedged(slot: number): void;
  woke(sleptMs: number): void;
  targetState(change: { appId: string; target: string; failure: string | null }): void;
  /** The file is bad; the configuration of before stays in force. */
  configRejected(file: string, problems: readonly string[]): void;
  configApplied(file: string): void;
  /** A damaged file of the state folder was moved out of the way; the agent goes on without it. */
  stateSetAside(place: string): void;
  /** An app that this host runs is not as it was. */
  appState(app: {
    appId: string;
    name: string;
    generation: number;
    status: string;
    code: string | null;
    detail: string | null;
  }): void;
  /** The relay knows this host by another key from now on. */
  keyReplaced(): void;
  started(host: { hostId: string; name: string }): void;
  stopping(): void;
}

/**
 * `log` is asked at each event, since its level may change; `slot` and `say` speak to a person.
 */
export function createAgentEvents(parts: {
  log(): Log;
  slot(report: SlotReport): void;
  say(line: string): void;
}): AgentEvents {
  const { log, slot, say } = parts;
  return {
    slotState(report) {
      const { state, relayId, wire, rttMs, lastEnd } = report;
      const fields = { slot: report.slot, state, relayId, wire, rttMs, lastEnd };
      if (isSetback(report)) log().warn(fields, "slot.state");
      else log().info(fields, "slot.state");
      slot(report);
    },
    slotUnwedged(index) {
      log().error({ slot: index }, "slot.unwedged");
      say(`tunnel ${index} could not move and was started again`);
    },
    woke(sleptMs) {
      log().info({ sleptMs }, "agent.woke");
      say(`this machine slept for ${Math.round(sleptMs / 1_000)} s; every tunnel is asked`);
    },
    targetState(change) {
      if (change.failure === null) log().info(change, "target.state");
      else log().warn(change, "target.state");
    },
    configRejected(file, problems) {
      log().error({ file, problems }, "config.rejected");
      say(`${file} has problems and was not taken:\n  ${problems.join("\n  ")}`);
    },
    configApplied(file) {
      log().info({ file }, "config.applied");
      say(`took ${file}`);
    },
    stateSetAside(place) {
      log().error({ place }, "state.set-aside");
      say(`a file of the state folder could not be read; it is kept as ${place}, repair it there`);
    },
    appState(app) {
      const { name, status, code, detail } = app;
      if (code === null) log().info(app, "app.state");
      else log().warn(app, "app.state");
      const why = [code, detail].filter((part) => part !== null).join(": ");
      say(`${name} is ${status}${why === "" ? "" : ` (${why})`}`);
    },
    keyReplaced() {
      log().info({}, "key.replaced");
      say("this host has another key; its tunnels move to it");
    },
    started: (host) => log().info({ ...host, pid: process.pid }, "agent.started"),
    stopping: () => log().info({}, "agent.stopping"),
  };
}

function isSetback({ state, lastEnd }: SlotReport): boolean {
  return state === "refused" || state === "replaced" || (state === "waiting" && lastEnd !== null);
}
