import type { Figures } from "../bench-case.ts";
import type { SpentCpu } from "../cpu.ts";

/** CPU a request, in all and of each role, in µs. */
export function cpuFigures(spent: SpentCpu, requests: number): Figures {
  const each = (ns: number) => ns / 1_000 / requests;
  const roles = Object.entries(spent.byRole).map(([role, ns]) => [`cpuUs:${role}`, each(ns)]);
  return { cpuUs: each(spent.totalNs), ...Object.fromEntries(roles) };
}

/** Rate and CPU of a transfer. */
export function transferFigures(spent: SpentCpu, bytes: number, tookMs: number): Figures {
  return {
    bytesPerSecond: bytes / (tookMs / 1_000),
    cpuSecondsPerGib: spent.totalNs / 1e9 / (bytes / 2 ** 30),
  };
}
