import { type ChildProcess, spawn } from "node:child_process";
import type { Clock } from "@homeport/platform";
import { AppFailure } from "./failure.ts";
import { endGroup, identify } from "./process-identity.ts";

/** What one command may print into memory; of more the end is kept. */
const maxOutputChars = 1024 * 1024;
/** What a command has to end by itself once it is given up. */
const endGraceMs = 10_000;

export interface DockerCall {
  readonly args: readonly string[];
  readonly deadlineMs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Hears everything that it prints, as it comes. */
  readonly onOutput?: ((text: string) => void) | undefined;
}

export interface DockerAnswer {
  readonly isDone: boolean;
  readonly stdout: string;
  /** Why it is not done: the last that it said, or that it took too long. */
  readonly why: string;
}

/**
 * Runs the docker command of this PATH once, with its arguments as they are. One that is given up, or takes too long, is
 * ended with everything that it started. Throws `NO_DOCKER` where there is none, and the signal's reason.
 */
export async function runDocker(call: DockerCall): Promise<DockerAnswer> {
  const { args, deadlineMs, signal, env, cwd } = call;
  signal?.throwIfAborted();
  const child = spawn("docker", args, {
    ...{ env, cwd, detached: true },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout = collect(child.stdout, call.onOutput);
  const stderr = collect(child.stderr, call.onOutput);
  const late = AbortSignal.timeout(deadlineMs);
  const givenUp = signal === undefined ? late : AbortSignal.any([late, signal]);
  const onGivenUp = () => void endCommand(child, call.clock);
  givenUp.addEventListener("abort", onGivenUp, { once: true });
  try {
    const code = await closeOf(child);
    signal?.throwIfAborted();
    const why = late.aborted
      ? `it took longer than ${Math.round(deadlineMs / 1_000)} s`
      : lastLine(stderr());
    return { isDone: code === 0 && !late.aborted, stdout: stdout(), why };
  } finally {
    givenUp.removeEventListener("abort", onGivenUp);
  }
}

function collect(stream: NodeJS.ReadableStream, onOutput?: (text: string) => void): () => string {
  let kept = "";
  stream.setEncoding("utf8").on("data", (text: string) => {
    kept = (kept + text).slice(-maxOutputChars);
    onOutput?.(text);
  });
  return () => kept;
}

async function endCommand({ pid }: ChildProcess, clock: Clock): Promise<void> {
  const leader = pid === undefined ? null : await identify(pid);
  if (leader !== null) await endGroup(leader, { clock, graceMs: endGraceMs });
}

function closeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(new AppFailure("NO_DOCKER", null, { cause })));
    child.once("close", resolve);
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
