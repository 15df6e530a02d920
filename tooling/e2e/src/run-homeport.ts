import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const upWithinMs = 240_000;
const endWithinMs = 60_000;

/** Homeport as `pnpm start` runs it, with its own ports and an own, empty data folder. */
export interface RunningHomeport extends AsyncDisposable {
  /** The run file that `start` wrote: addresses, sign-in and processes. */
  readonly runFile: string;
}

/**
 * Starts Homeport for a test run and waits until everything is up. Disposing it sends what Ctrl-C
 * sends and waits until everything has ended. Throws with the last lines when it does not come up.
 */
export async function runHomeport(options: {
  portBase: number;
  dataFolder: string;
  /** What its processes are told beside what this one is. */
  env?: Readonly<Record<string, string>>;
}): Promise<RunningHomeport> {
  const entry = join(root, "tooling/services/src/commands/start.ts");
  const place = ["--port-base", String(options.portBase), "--data", options.dataFolder];
  const child = spawn(process.execPath, [entry, ...place], {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-20_000);
    });
  }
  const runFile = join(options.dataFolder, "run.json");
  const endsAtMs = performance.now() + upWithinMs;
  while (!existsSync(runFile)) {
    if (child.exitCode !== null || performance.now() > endsAtMs) {
      await end(child);
      throw new Error(`Homeport did not come up:\n${said}`);
    }
    await sleep(100);
  }
  return { runFile, [Symbol.asyncDispose]: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGINT");
  const killer = setTimeout(() => child.kill("SIGKILL"), endWithinMs);
  await exited;
  clearTimeout(killer);
}
