import { readFileSync } from "node:fs";
import type { Replica } from "../replica/replica.ts";

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
