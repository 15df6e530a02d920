import { type ChildProcess, fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GalleryError, type GalleryErrorCode } from "@homeport/gallery";
import { type Clock, ConfigError } from "@homeport/platform";
import {
  type DecodeAnswer,
  type DecodeRequest,
  type DecodeSuccess,
  decodeAnswer,
  unfitAnswer,
} from "./decoder-protocol.ts";
import type { DecoderEvents } from "./events.ts";

export interface DecoderOptions {
  readonly clock: Clock;
  readonly events: DecoderEvents;
  readonly limits?: Partial<DecoderLimits>;
  /** The child's program; that beside this one unless told. */
  readonly program?: string;
}

export interface DecoderLimits {
  /** A child is replaced after as many photos, or above this memory. */
  readonly photosMost: number;
  readonly recycleBytes: number;
  readonly killBytes: number;
  readonly deadlineMs: Readonly<Record<DecodeRequest["kind"], number>>;
  /** A child that was told to stop may take so long to come to the end of its step. */
  readonly graceMs: number;
}

const megabyte = 1024 * 1024;

const usualLimits: DecoderLimits = {
  photosMost: 200,
  recycleBytes: 600 * megabyte,
  killBytes: 700 * megabyte,
  deadlineMs: { ingest: 15_000, ladder: 60_000, avif: 120_000, clean: 30_000, metadata: 15_000 },
  graceMs: 300,
};

const watchEveryMs = 250;

/** One decoder: a process of its own, which decodes one photo at a time. */
export interface Decoder extends AsyncDisposable {
  /**
   * Decodes one photo. Throws the photo's refusal, or DECODER_DIED, DECODER_TIMEOUT or DECODER_MEMORY by how the process
   * ended; this process lives on, and the next photo has a new one. Throws CONFIG_INVALID, by no photo's fault, where the
   * libraries are too old.
   */
  decode(request: DecodeRequest, signal: AbortSignal): Promise<DecodeSuccess>;
  /** Starts the child, if there is none, before a photo asks for it. */
  warm(): void;
  /** Throws CONFIG_INVALID once a child has said that its libraries are too old. */
  refuseUnfit(): void;
  /** Whether the last child that had the time to say anything has said that it is there. */
  hasAnswered(): boolean;
  /** The child's process id while there is one. */
  pid(): number | null;
  /** Memory of the child; 0 while there is none. */
  residentBytes(): number;
}

/** Starts a child with the first photo, and keeps it for those that come. */
export function createDecoder(options: DecoderOptions): Decoder {
  const limits = { ...usualLimits, ...options.limits };
  const program = options.program ?? usualProgram();
  let child: ChildProcess | null = null;
  let decoded = 0;
  let hasAnswered = false;
  let unfit: ConfigError | null = null;

  function refuseUnfit(): void {
    if (unfit !== null) throw unfit;
  }

  function running(): ChildProcess {
    if (child?.connected === true && child.exitCode === null && !child.killed) return child;
    decoded = 0;
    const started = startChild(program);
    child = started;
    let isSilent = true;
    started.once("message", (message) => {
      isSilent = false;
      unfit = readUnfit(message);
      hasAnswered = unfit === null;
    });
    started.once("exit", () => {
      // One that was ended for another reason has answered before.
      if (isSilent && child === started) hasAnswered = false;
    });
    return started;
  }

  async function endChild(reason: "recycled" | "stopped"): Promise<void> {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill("SIGKILL");
    await ended;
    options.events.decoderEnded(reason);
  }

  return {
    warm: () => void running(),
    refuseUnfit,
    hasAnswered: () => hasAnswered,
    pid: () => child?.pid ?? null,
    residentBytes: () => (child === null ? 0 : residentBytes(child)),
    async decode(request, signal) {
      signal.throwIfAborted();
      refuseUnfit();
      const worker = running();
      const answer = await ask(worker, request, { ...options, limits, signal });
      decoded += 1;
      if (decoded >= limits.photosMost || residentBytes(worker) > limits.recycleBytes) {
        await endChild("recycled");
      }
      if (answer.kind === "stopped") throw signal.reason;
      if (answer.kind === "refused") {
        throw new GalleryError(answer.code, { detail: answer.detail });
      }
      return answer;
    },
    [Symbol.asyncDispose]: () => endChild("stopped"),
  };
}

/** Nothing of this process's environment goes along: no address of a store, no secret. */
function startChild(program: string): ChildProcess {
  const child = fork(program, [], {
    env: {
      // It runs no program.
      PATH: "/usr/bin:/bin",
      TZ: "UTC",
      MALLOC_ARENA_MAX: "2",
      UV_THREADPOOL_SIZE: "2",
      VIPS_CONCURRENCY: "1",
    },
    execArgv: ["--max-old-space-size=128"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  preferForOom(child.pid);
  return child;
}

/** When memory runs out, a decoder goes before anything else of this machine. */
function preferForOom(pid: number | undefined): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, "1000");
  } catch {
    // Only Linux has it, and it only helps.
  }
}

interface Asking extends Pick<DecoderOptions, "clock" | "events"> {
  readonly limits: DecoderLimits;
  readonly signal: AbortSignal;
}

/** Sends one photo and waits for its answer, its process's end, its deadline, its memory, or the caller's patience. */
async function ask(
  child: ChildProcess,
  request: DecodeRequest,
  { clock, events, limits, signal }: Asking,
): Promise<DecodeAnswer> {
  const settle = Promise.withResolvers<DecodeAnswer>();
  const end = (code: GalleryErrorCode, detail: string) => {
    settle.reject(new GalleryError(code, { detail }));
    child.kill("SIGKILL");
    events.decoderEnded(code);
  };
  const onMessage = (message: unknown) => {
    if (isReady(message)) return;
    const unfit = readUnfit(message);
    if (unfit !== null) {
      settle.reject(unfit);
      return;
    }
    const answer = decodeAnswer.safeParse(message);
    if (answer.success) settle.resolve(answer.data);
    else end("DECODER_DIED", "its answer could not be read");
  };
  const onExit = (code: number | null, by: string | null) => {
    events.decoderEnded("DECODER_DIED");
    settle.reject(new GalleryError("DECODER_DIED", { detail: by ?? `exit ${code}` }));
  };
  let endGrace: () => void = () => undefined;
  // Killing it costs the next photo a start; most steps end sooner than that.
  const onAbort = () => {
    const grace = clock.after(limits.graceMs, () => {
      settle.reject(signal.reason);
      child.kill("SIGKILL");
      events.decoderEnded("stopped");
    });
    endGrace = () => grace.cancel();
    if (child.connected) child.send({ kind: "stop" }, () => undefined);
  };
  const deadlineMs = limits.deadlineMs[request.kind];
  const deadline = clock.after(deadlineMs, () => end("DECODER_TIMEOUT", `over ${deadlineMs} ms`));
  const watch = setInterval(() => {
    const bytes = residentBytes(child);
    if (bytes > limits.killBytes) end("DECODER_MEMORY", `${Math.round(bytes / megabyte)} MB`);
  }, watchEveryMs);
  child.on("message", onMessage);
  child.once("exit", onExit);
  child.once("error", onExit);
  signal.addEventListener("abort", onAbort, { once: true });
  child.send(request, (error) => {
    if (error !== null) settle.reject(new GalleryError("DECODER_DIED", { cause: error }));
  });
  try {
    return await settle.promise;
  } finally {
    deadline.cancel();
    endGrace();
    clearInterval(watch);
    child.off("message", onMessage);
    child.off("exit", onExit);
    child.off("error", onExit);
    signal.removeEventListener("abort", onAbort);
  }
}

function isReady(message: unknown): boolean {
  return (
    typeof message === "object" && message !== null && Reflect.get(message, "kind") === "ready"
  );
}

function readUnfit(message: unknown): ConfigError | null {
  const said = unfitAnswer.safeParse(message);
  if (!said.success) return null;
  const remedy = "Install the versions that this release names.";
  return new ConfigError([{ name: "libraries", problem: said.data.why, remedy }]);
}

const pageBytes = 4_096;

/** Memory of a process that lives; 0 where the system does not tell. */
function residentBytes({ pid }: Pick<ChildProcess, "pid">): number {
  try {
    const [, resident = "0"] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
    return Number(resident) * pageBytes;
  } catch {
    return 0;
  }
}

/** Beside this program: its source in development, its bundle in a build. */
function usualProgram(): string {
  const ending = import.meta.filename.endsWith(".ts") ? "ts" : "js";
  return join(import.meta.dirname, `decoder-child.${ending}`);
}
