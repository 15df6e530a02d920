import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { LoadPlan, LoadResult, LoadTool } from "./load.ts";

const run = promisify(execFile);

/** wrk, whose own cost a request is small enough to leave the machine to what is measured. */
export const wrk: LoadTool = {
  name: "wrk",
  async run(plan) {
    // It sends a Host of its own beside any that is not spelled like this.
    const all = { Host: plan.host, ...plan.headers };
    const headers = Object.entries(all).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
    const args = [
      "-t1",
      `-c${plan.connections}`,
      `-d${plan.seconds}s`,
      "--latency",
      "--timeout=10s",
      ...headers,
      plan.url,
    ];
    const { stdout } = await run("wrk", args, { signal: plan.signal });
    return parseWrk(stdout, plan);
  },
};

export async function hasWrk(): Promise<boolean> {
  try {
    await run("wrk", ["-v"]);
    return true;
  } catch (error) {
    // wrk prints its version and exits 1.
    return error instanceof Error && "code" in error && error.code === 1;
  }
}

/** Reads what wrk prints. Throws when it is not what wrk 4 prints. */
export function parseWrk(text: string, plan: Pick<LoadPlan, "seconds">): LoadResult {
  const total = /(\d+) requests in ([\d.]+)(m?s|m), ([\d.]+)([KMG]?B) read/.exec(text);
  if (total === null) throw new Error(`wrk said something else:\n${text}`);
  const wrong = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0);
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text);
  const broken = (socket ?? []).slice(1).reduce((sum, count) => sum + Number(count), 0);
  return {
    requests: Number(total[1]),
    seconds: total[3] === "s" ? Number(total[2]) : plan.seconds,
    bytesIn: Number(total[4]) * (units.get(total[5] ?? "B") ?? 1),
    failures: wrong + broken,
    p50Ms: latency(text, "50"),
    p99Ms: latency(text, "99"),
  };
}

const units = new Map([
  ["B", 1],
  ["KB", 1024],
  ["MB", 1024 ** 2],
  ["GB", 1024 ** 3],
]);

const timeUnits = new Map([
  ["us", 0.001],
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
]);

function latency(text: string, percent: string): number {
  const found = new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s|m)`, "m").exec(text);
  return Number(found?.[1] ?? Number.NaN) * (timeUnits.get(found?.[2] ?? "") ?? Number.NaN);
}
