import { readFileSync } from "node:fs";
import type { Replica } from "../replica/replica.ts";

/** Sooner than any decoder has loaded its modules, so none that is started behind a shut gate decodes anything. */
const lookEveryMs = 5;

/** Stands between workers and what their decoders answer: while it is shut, every decoder stands still. */
export interface DecoderGate extends Disposable {
  shut(): void;
  open(): void;
}

export function createDecoderGate(workers: readonly Replica[]): DecoderGate {
  const stopped = new Set<number>();
  let watch: NodeJS.Timeout | undefined;

  function stopAll(): void {
    for (const pid of workers.flatMap(decodersOf)) {
      if (stopped.has(pid)) continue;
      if (signalDecoder(pid, "SIGSTOP")) stopped.add(pid);
    }
  }

  function open(): void {
    clearInterval(watch);
    for (const pid of stopped) signalDecoder(pid, "SIGCONT");
    stopped.clear();
  }

  return {
    shut() {
      stopAll();
      watch = setInterval(stopAll, lookEveryMs);
    },
    open,
    [Symbol.dispose]: open,
  };
}

/**
 * The decoders of a worker. One that is not its own program yet has the worker's sockets, and the worker waits for it: it
 * is left alone.
 */
export function decodersOf(worker: Replica): number[] {
  const pid = worker.pid();
  if (pid === null) return [];
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return children.split(" ").filter(Boolean).map(Number).filter(isDecoder);
  } catch {
    return [];
  }
}

function isDecoder(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("decoder");
}

/** False when it is gone. */
export function signalDecoder(pid: number, signal: "SIGSTOP" | "SIGCONT" | "SIGKILL"): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
