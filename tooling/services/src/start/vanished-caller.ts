import { readFileSync } from "node:fs";
import { isSameProcess, type ProcessIdentity, processStartedAt } from "../process/identity.ts";

const checkEveryMs = 1_000;
const runner = /(^|[/ ])(npx|npm|pnpm|yarn|corepack)([ .@-]|$)/;

/**
 * Calls `onGone` once when whoever runs us has vanished. A signal sent to `npx` or `pnpm` ends only
 * that program and never reaches us, so we look at the package runners above us ourselves. The shell
 * above those may go: `nohup npx pnpm start &` and a closed terminal's SIGHUP are a person's choice.
 */
export function watchCaller(onGone: (what: string) => void): Disposable {
  const callers = findRunners(process.ppid);
  const timer = setInterval(() => {
    const gone = callers.find((caller) => !isSameProcess(caller));
    if (!gone) return;
    clearInterval(timer);
    onGone(`process ${gone.pid}, which ran this command, is gone`);
  }, checkEveryMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** The parent, and above it every process up to the highest package runner, shells between included. */
function findRunners(parent: number): ProcessIdentity[] {
  const chain: (ProcessIdentity & { runs: boolean })[] = [];
  for (let pid = parent; pid > 1 && chain.length < 10; pid = parentOf(pid)) {
    chain.push({ pid, startedAt: processStartedAt(pid) ?? "gone", runs: isRunner(pid) });
  }
  return chain.slice(0, Math.max(1, chain.findLastIndex(({ runs }) => runs) + 1));
}

function isRunner(pid: number): boolean {
  const [program = "", script = ""] = read(`/proc/${pid}/cmdline`).split("\0");
  // npm names its process after the whole command, as one argument.
  return runner.test(program) || (/node$/.test(program) && runner.test(script));
}

function parentOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
