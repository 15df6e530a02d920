import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLogLines } from "../process/child.ts";
import { RemedyError } from "../remedy-error.ts";
import type { Folders } from "./folders.ts";

/** What the build says at its end. */
export type BuildResult = { isCached: boolean };

/** Nothing that was interrupted takes longer; where nobody collects the dead, the wait ends here. */
const goneWithinMs = 5_000;
const goneEveryMs = 10;

const apps = ["web", "worker", "relay", "agent"];

/**
 * Builds the apps that a run needs. Turbo replays what has not changed since, so a second start
 * spends about a second here. An aborted build is over when this rejects: nothing goes on behind it.
 * Throws RemedyError with the last lines when the build fails.
 */
export async function buildApps(folders: Folders, signal: AbortSignal): Promise<BuildResult> {
  const logFile = join(folders.logs, "build.log");
  mkdirSync(folders.logs, { recursive: true });
  const filters = apps.map((app) => `--filter=@homeport/${app}`);
  const turbo = spawn(
    join(folders.root, "node_modules/.bin/turbo"),
    ["run", "build", ...filters, "--output-logs=new-only", "--no-color"],
    {
      cwd: folders.root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: the launcher that npm puts before turbo passes no signal on.
      detached: true,
    },
  );
  const interrupt = () => signalGroup(turbo.pid, "SIGINT");
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  let output = "";
  const log = createWriteStream(logFile, { mode: 0o600 });
  for (const stream of [turbo.stdout, turbo.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      output += text;
      log.write(text);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    turbo.once("error", reject);
    turbo.once("close", resolve);
  }).finally(() => signal.removeEventListener("abort", interrupt));
  await new Promise<void>((resolve) => log.end(resolve));
  if (signal.aborted) await untilGroupEnded(turbo.pid);
  if (code === 0) return { isCached: output.includes("FULL TURBO") };
  throw new RemedyError(
    `The build failed. Its last lines:\n${lastLogLines(logFile, 30)}`,
    `The whole log is ${logFile}; \`pnpm build\` repeats it.`,
  );
}

/** What the launcher started may outlive it by a moment: it has let go of its output, and is not gone yet. */
async function untilGroupEnded(leader: number | undefined): Promise<void> {
  const untilMs = performance.now() + goneWithinMs;
  while (leader !== undefined && hasGroup(leader) && performance.now() < untilMs) {
    await sleep(goneEveryMs);
  }
}

function hasGroup(leader: number): boolean {
  try {
    return process.kill(-leader, 0);
  } catch {
    return false;
  }
}

function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // It ended by itself in the same moment.
  }
}
