import { listProcesses, type ProcessStat, readStat } from "./process-stat.ts";

/** Counts the CPU of programs that are killed and started again, and of all that they start. */
export interface CpuMeter extends Disposable {
  /** To be said right before this process, which was started here, is killed. */
  beforeKill(pid: number): void;
  /** What they have taken so far, in ns: the difference of two readings is right, one alone says nothing. */
  readNs(): number;
}

const lookEveryMs = 20;

/**
 * A process that has ended is in the account of whoever waited for it: a killed program in that of this process, together with
 * all that it had waited for. Only what a killed program leaves behind, for nobody who can be asked waits for it, is
 * looked at until it is gone, and loses what it takes after the last look. `pids` are those of the programs that run now.
 */
export function meterCpu(pids: () => readonly (number | null)[]): CpuMeter {
  const orphans: { readonly pid: number; stat: ProcessStat }[] = [];

  function look(): void {
    for (const orphan of orphans) {
      const stat = readStat(orphan.pid);
      if (stat?.startedAt === orphan.stat.startedAt) orphan.stat = stat;
    }
  }

  const timer = setInterval(look, lookEveryMs);
  return {
    beforeKill(root) {
      for (const pid of listProcesses(root).filter((pid) => pid !== root)) {
        const stat = readStat(pid);
        if (stat !== null) orphans.push({ pid, stat });
      }
    },
    readNs() {
      look();
      const running = pids().flatMap((pid) => (pid === null ? [] : listProcesses(pid)));
      const stats = [...running.map(readStat), ...orphans.map(({ stat }) => stat)];
      const waitedNs = readStat(process.pid)?.waitedNs ?? 0;
      return stats.reduce(
        (sum, stat) => sum + (stat?.ownNs ?? 0) + (stat?.waitedNs ?? 0),
        waitedNs,
      );
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
