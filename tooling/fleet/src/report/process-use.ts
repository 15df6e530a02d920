import { readdirSync, readFileSync } from "node:fs";

/** What one program of the fleet took while it was watched, over all its restarts. */
export interface ProcessUse {
  readonly name: string;
  readonly cpuMs: number;
  /** Of one core. */
  readonly cpuShare: number;
  readonly rssBytes: number;
  readonly mostRssBytes: number;
  readonly mostFiles: number;
}

/** A program whose process may change. */
export interface Watched {
  readonly name: string;
  pid(): number | null;
}

export interface UseWatch extends Disposable {
  /** What was seen so far. */
  read(): ProcessUse[];
}

interface Seen {
  readonly watched: Watched;
  /** By process: CPU when it was first and last looked at. */
  readonly cpu: Map<number, { firstMs: number; lastMs: number }>;
  rssBytes: number;
  mostRssBytes: number;
  mostFiles: number;
}

const lookEveryMs = 500;
/** Linux counts CPU in hundredths of a second, and memory in pages. */
const tickMs = 10;
const pageBytes = 4_096;

/** Looks at every process twice a second; what one takes after the last look before its end is lost. */
export function watchUse(watched: readonly Watched[]): UseWatch {
  const startedMs = performance.now();
  const all: Seen[] = watched.map((one) => ({
    watched: one,
    cpu: new Map(),
    ...{ rssBytes: 0, mostRssBytes: 0, mostFiles: 0 },
  }));
  const look = () => all.forEach(lookAt);
  look();
  const timer = setInterval(look, lookEveryMs);
  return {
    read() {
      look();
      const tookMs = performance.now() - startedMs;
      return all.map(({ watched: { name }, cpu, rssBytes, mostRssBytes, mostFiles }) => {
        const cpuMs = [...cpu.values()].reduce((sum, one) => sum + one.lastMs - one.firstMs, 0);
        return { name, cpuMs, cpuShare: cpuMs / tookMs, rssBytes, mostRssBytes, mostFiles };
      });
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function lookAt(seen: Seen): void {
  const pid = seen.watched.pid();
  const now = readProcess(pid);
  if (pid === null || now === null) return;
  const known = seen.cpu.get(pid);
  if (known) known.lastMs = now.cpuMs;
  // One that was started under watch took all of its time under watch.
  else seen.cpu.set(pid, { firstMs: seen.cpu.size > 0 ? 0 : now.cpuMs, lastMs: now.cpuMs });
  seen.rssBytes = now.rssBytes;
  seen.mostRssBytes = Math.max(seen.mostRssBytes, now.rssBytes);
  seen.mostFiles = Math.max(seen.mostFiles, now.files);
}

/** What a process has taken so far; null for one that is gone. */
export function readProcess(
  pid: number | null,
): { cpuMs: number; rssBytes: number; files: number } | null {
  if (pid === null) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name stands in brackets and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const field = (index: number) => Number(fields[index] ?? 0);
    return {
      cpuMs: (field(11) + field(12)) * tickMs,
      rssBytes: field(21) * pageBytes,
      files: readdirSync(`/proc/${pid}/fd`).length,
    };
  } catch {
    return null;
  }
}
