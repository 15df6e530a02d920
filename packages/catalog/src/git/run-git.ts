import { spawn } from "node:child_process";
import type { Clock } from "@homeport/platform";
import { CatalogError } from "../errors.ts";

/** How the remote lets this process in; all of it is in files, and none of it in arguments. */
export interface GitCredentials {
  /** A program that answers git's question for a password. */
  readonly askpassPath?: string | undefined;
  readonly sshCommand?: string | undefined;
}

/** What every run of git gets, whatever it does. */
export interface GitSettings {
  readonly clock: Clock;
  /** The bare repository that belongs to this process. */
  readonly folder: string;
  /** The one way in which git may speak to others: `https`, `ssh` or `file`. */
  readonly protocol: string;
  readonly credentials: GitCredentials;
  /** Counted by what measures how often a child is started. */
  readonly onRun?: (command: string, tookMs: number) => void;
}

export interface GitRun {
  /** The command's name and its arguments, without what is said of the repository. */
  readonly args: readonly string[];
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly input?: Uint8Array | undefined;
  readonly maxOutputBytes?: number | undefined;
  /** What is no failure beside 0. */
  readonly expectedExits?: readonly number[];
}

export interface GitAnswer {
  readonly exit: number;
  readonly output: Buffer;
  /** The last 2 KiB of what it said to people. */
  readonly words: string;
}

const mostOutputBytes = 256 * 1024 * 1024;
const mostWordsBytes = 2_048;

/**
 * Arguments that come before every command: nothing of the machine's or a person's configuration is read, no hook and no
 * maintenance runs, and what arrives is checked before it is kept.
 */
export function gitArguments(folder: string, args: readonly string[]): string[] {
  return [
    "--git-dir",
    folder,
    "--literal-pathspecs",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "transfer.fsckObjects=true",
    "-c",
    "gc.auto=0",
    ...args,
  ];
}

/** Where git, ssh and what they call are looked for. */
const searchPath = "/usr/local/bin:/usr/bin:/bin";

/** The whole environment of a run. */
export function gitEnvironment(settings: GitSettings): Record<string, string> {
  const { askpassPath, sshCommand } = settings.credentials;
  return {
    PATH: searchPath,
    HOME: settings.folder,
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ALLOW_PROTOCOL: settings.protocol,
    ...(askpassPath === undefined ? {} : { GIT_ASKPASS: askpassPath }),
    ...(sshCommand === undefined ? {} : { GIT_SSH_COMMAND: sshCommand }),
  };
}

/**
 * Runs git once and collects what it says. It ends with its whole process group at its deadline, and when its output is
 * larger than expected. Throws CATALOG_GIT_DEADLINE, CATALOG_GIT_FAILED, and what the signal was aborted with.
 */
export async function runGit(settings: GitSettings, run: GitRun): Promise<GitAnswer> {
  run.signal?.throwIfAborted();
  const startedAtMs = settings.clock.monotonicMs();
  const answer = await collect(settings, run);
  settings.onRun?.(run.args[0] ?? "", settings.clock.monotonicMs() - startedAtMs);
  if (![0, ...(run.expectedExits ?? [])].includes(answer.exit)) {
    throw new CatalogError("CATALOG_GIT_FAILED", { detail: `${run.args[0]}: ${answer.words}` });
  }
  return answer;
}

function collect(settings: GitSettings, run: GitRun): Promise<GitAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<GitAnswer>();
  const child = spawn("git", gitArguments(settings.folder, run.args), {
    env: gitEnvironment(settings),
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const output: Buffer[] = [];
  let outputBytes = 0;
  let words = "";
  let refusal: unknown;
  const end = (reason: unknown) => {
    refusal ??= reason;
    killGroup(child.pid);
  };
  const deadline = settings.clock.after(run.deadlineMs, () =>
    end(new CatalogError("CATALOG_GIT_DEADLINE", { detail: run.args[0] ?? "" })),
  );
  const abort = () => end(run.signal?.reason);
  run.signal?.addEventListener("abort", abort, { once: true });
  child.stdout.on("data", (chunk: Buffer) => {
    outputBytes += chunk.length;
    if (outputBytes > (run.maxOutputBytes ?? mostOutputBytes)) {
      end(new CatalogError("CATALOG_GIT_FAILED", { detail: `${run.args[0]}: too much output` }));
    } else {
      output.push(chunk);
    }
  });
  child.stderr.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString("utf8")).slice(-mostWordsBytes);
  });
  // A program that ends before it has read all is told by its exit.
  child.stdin.on("error", () => undefined);
  child.stdin.end(run.input);
  child.on("error", (cause) => {
    refusal ??= new CatalogError("CATALOG_GIT_MISSING", { cause });
    finish(-1);
  });
  child.on("close", (code) => finish(code ?? -1));

  function finish(exit: number): void {
    deadline.cancel();
    run.signal?.removeEventListener("abort", abort);
    if (refusal === undefined) {
      resolve({ exit, output: Buffer.concat(output), words: words.trim() });
    } else {
      reject(refusal);
    }
  }
  return promise;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
