import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Clock } from "@homeport/platform";

/** A process that cannot be mistaken for a later one under the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, as an opaque text. */
  readonly startedAt: string;
}

interface Seen extends ProcessIdentity {
  readonly groupId: number;
}

const askEveryMs = 50;
const killWithinMs = 5_000;
const psWithinMs = 10_000;
const run = promisify(execFile);

/** The process that has this number now; null when there is none, or it has ended and nobody has asked for its end. */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
  const seen = process.platform === "linux" ? await seeOnLinux(pid) : await seeByPs(pid);
  return seen === null ? null : { pid, startedAt: seen.startedAt };
}

/** Whether exactly this process still lives. */
export async function isSameProcess(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.startedAt === identity.startedAt;
}

/**
 * Ends a process and all others of the group that it leads: asked first, killed after `graceMs`. Answers whether none
 * is left. A group whose number is a stranger's by now is left alone.
 */
export async function endGroup(
  leader: ProcessIdentity,
  { clock, graceMs }: { readonly clock: Clock; readonly graceMs: number },
): Promise<boolean> {
  for (const [signal, withinMs] of [
    ["SIGTERM", graceMs],
    ["SIGKILL", killWithinMs],
  ] as const) {
    if (!(await isGroupAlive(leader))) return true;
    signalGroup(leader.pid, signal);
    const endsAtMs = clock.monotonicMs() + withinMs;
    while (clock.monotonicMs() < endsAtMs) {
      if (!(await isGroupAlive(leader))) return true;
      await clock.sleep(askEveryMs);
    }
  }
  return !(await isGroupAlive(leader));
}

/** Processes that lead a group and were started with `NAME=value` in their environment. */
export async function findLeaders(variable: string): Promise<ProcessIdentity[]> {
  const all =
    process.platform === "linux" ? await markedOnLinux(variable) : await markedByPs(variable);
  return all
    .filter(({ pid, groupId }) => pid === groupId)
    .map(({ pid, startedAt }) => ({ pid, startedAt }));
}

let boot: Promise<string> | null = null;

/** Which start of this machine it is, as an opaque text; asked of the system once, since no process outlives it. */
export function readBoot(): Promise<string> {
  boot ??= askBoot();
  return boot;
}

async function askBoot(): Promise<string> {
  if (process.platform === "linux") {
    return (await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "")).trim();
  }
  const asked = run("sysctl", ["-n", "kern.boottime"], { timeout: psWithinMs });
  return (await asked.catch(() => ({ stdout: "" }))).stdout.trim();
}

/** The number of a group is no other process's for as long as one of its members lives. */
async function isGroupAlive(leader: ProcessIdentity): Promise<boolean> {
  const now = await identify(leader.pid);
  if (now !== null) return now.startedAt === leader.startedAt;
  const all = process.platform === "linux" ? await allOnLinux() : await allByPs();
  return all.some(({ groupId }) => groupId === leader.pid);
}

function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-groupId, signal);
  } catch {
    // It ended in between.
  }
}

async function seeOnLinux(pid: number): Promise<Seen | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The program's name may hold spaces and brackets: fields are counted after its last bracket.
    const [state, , group, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = rest[16];
    if (state === "Z" || state === "X" || ticks === undefined) return null;
    // Ticks are counted from the start of the machine, and begin anew with it.
    return { pid, startedAt: `${await readBoot()}:${ticks}`, groupId: Number(group) };
  } catch {
    return null;
  }
}

async function allOnLinux(): Promise<Seen[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(pids.map(seeOnLinux));
  return all.filter((seen) => seen !== null);
}

async function markedOnLinux(variable: string): Promise<Seen[]> {
  const marked: Seen[] = [];
  for (const seen of await allOnLinux()) {
    const text = await readFile(`/proc/${seen.pid}/environ`, "utf8").catch(() => "");
    if (text.split("\0").includes(variable)) marked.push(seen);
  }
  return marked;
}

const psForm = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)(.*)$/;

async function ps(args: readonly string[]): Promise<(Seen & { readonly command: string })[]> {
  const fields = ["-o", "pid=,pgid=,stat=,lstart=,command="];
  const { stdout } = await run("ps", [...args, ...fields], {
    ...{ env: { PATH: "/bin:/usr/bin", LC_ALL: "C" }, timeout: psWithinMs },
    maxBuffer: 64 * 1024 * 1024,
  }).catch(() => ({ stdout: "" }));
  return stdout.split("\n").flatMap((line) => {
    const [, pid, group, state = "", startedAt = "", command = ""] = psForm.exec(line) ?? [];
    if (pid === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), groupId: Number(group), startedAt, command }];
  });
}

async function seeByPs(pid: number): Promise<Seen | null> {
  return (await ps(["-p", String(pid)]))[0] ?? null;
}

function allByPs(): Promise<Seen[]> {
  return ps(["-A"]);
}

/** `-E` shows the environment behind the command, of one's own processes. */
async function markedByPs(variable: string): Promise<Seen[]> {
  return (await ps(["-A", "-E"])).filter(({ command }) => command.split(" ").includes(variable));
}
