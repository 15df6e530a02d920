import type { BenchCase } from "./cases.ts";
import type { Running } from "./contender.ts";
import { readCpuNs } from "./cpu.ts";
import type { LoadTool } from "./load/load.ts";
import { verifyBytes } from "./verify.ts";

/** One contender, one case, one round. */
export interface Sample {
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
  /** CPU by role, µs a request. */
  readonly cpuUs: Readonly<Record<string, number>>;
  readonly cpuUsTotal: number;
  readonly cpuSecondsPerGib: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface MeasureOptions {
  readonly load: LoadTool;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const warmUpSeconds = 1;

/** Verifies, warms up, measures, verifies again. Throws when any answer was wrong. */
export async function measure(
  running: Running,
  benchCase: BenchCase,
  options: MeasureOptions,
): Promise<Sample> {
  const plan = {
    url: `http://127.0.0.1:${running.port}/bytes/${benchCase.bytes}`,
    headers: { Host: running.host, ...running.headers },
    connections: benchCase.connections,
    signal: options.signal,
  };
  options.signal.throwIfAborted();
  await verifyBytes(running, benchCase.bytes);
  await options.load.run({ ...plan, seconds: warmUpSeconds });
  const before = running.programs.map((program) => readCpuNs(program.pid));
  const result = await options.load.run({ ...plan, seconds: options.seconds });
  const spentNs = running.programs.map((program, index) => {
    return readCpuNs(program.pid) - (before[index] ?? 0);
  });
  await verifyBytes(running, benchCase.bytes);
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} failed`);
  if (result.requests === 0) throw new Error("not one answer was complete");
  const totalNs = spentNs.reduce((sum, ns) => sum + ns, 0);
  return {
    requestsPerSecond: result.requests / result.seconds,
    bytesPerSecond: result.bytesIn / result.seconds,
    cpuUs: Object.fromEntries(
      running.programs.map(({ role }, index) => [
        role,
        (spentNs[index] ?? 0) / 1_000 / result.requests,
      ]),
    ),
    cpuUsTotal: totalNs / 1_000 / result.requests,
    cpuSecondsPerGib: totalNs / 1e9 / (result.bytesIn / 2 ** 30),
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
  };
}
