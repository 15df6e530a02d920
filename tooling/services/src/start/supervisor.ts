import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "../process/child.ts";
import type { Keeper } from "../process/keeper.ts";
import { endDeadlineMs, type ProgramPlan, startProgram, untilServing } from "./app-process.ts";
import type { RunProcess } from "./run-file.ts";

/**
 * Keeps the programs of one run alive, and ends them.
 *
 * starting: `start` runs each program and waits until it serves; one that ends first fails the start.
 * watching: after `watch`, a program that ends is started again after 0.5 s, doubling up to 10 s; one
 *   that exits for its configuration (78) is not, because nothing but a person can change that.
 * ending: after `end`, nothing is started any more; ranks end in order, each within its deadline.
 */
export type Supervisor = {
  start(plan: ProgramPlan & { app: string; port: number | null }): Promise<void>;
  watch(onChange: (line: string) => void): void;
  processes(): RunProcess[];
  end(): Promise<void>;
  /** The second Ctrl-C: no more waiting. */
  kill(): void;
};

type Running = { plan: ProgramPlan & { app: string; port: number | null }; child: Child };

const firstDelayMs = 500;
const mostDelayMs = 10_000;
const healthyAfterMs = 30_000;
const configurationExit = 78;

export function createSupervisor(keeper: Keeper, signal: AbortSignal): Supervisor {
  const running = new Map<string, Running>();
  let mode: "starting" | "watching" | "ending" = "starting";

  async function keepAlive(entry: Running, onChange: (line: string) => void): Promise<void> {
    let delayMs = firstDelayMs;
    while (mode === "watching") {
      const sinceMs = performance.now();
      const { code, signal: by } = await entry.child.exited;
      if (mode !== "watching") return;
      const how = by ? `was ended by ${by}` : `exited with code ${code}`;
      if (code === configurationExit) {
        onChange(`${entry.plan.name} ${how}: correct its configuration (${entry.plan.logFile})`);
        return;
      }
      if (performance.now() - sinceMs > healthyAfterMs) delayMs = firstDelayMs;
      onChange(`${entry.plan.name} ${how}; starting it again in ${delayMs / 1_000} s`);
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
      delayMs = Math.min(delayMs * 2, mostDelayMs);
      if (mode !== "watching") return;
      entry.child = await startProgram(entry.plan, keeper);
      await untilServing(entry.plan, entry.child, signal).then(
        () => onChange(`${entry.plan.name} is back as process ${entry.child.pid}`),
        () => undefined,
      );
    }
  }

  return {
    async start(plan) {
      const child = await startProgram(plan, keeper);
      running.set(plan.name, { plan, child });
      await untilServing(plan, child, signal);
    },
    watch(onChange) {
      mode = "watching";
      for (const entry of running.values()) void keepAlive(entry, onChange);
    },
    processes: () =>
      [...running.values()].map(({ plan, child }) => ({
        app: plan.app,
        pid: child.pid,
        port: plan.port,
        startedAt: child.startedAt,
      })),
    async end() {
      mode = "ending";
      const entries = [...running.values()];
      const ranks = [...new Set(entries.map(({ plan }) => plan.rank))].sort((a, b) => a - b);
      for (const rank of ranks) {
        const peers = entries.filter(({ plan }) => plan.rank === rank);
        await Promise.all(
          peers.map(({ child }) => child.end({ signal: "SIGTERM", deadlineMs: endDeadlineMs })),
        );
      }
    },
    kill() {
      for (const { child } of running.values()) {
        void child.end({ signal: "SIGKILL", deadlineMs: 0 });
      }
    },
  };
}
