import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { DbError } from "@homeport/db";
import type { Clock } from "@homeport/platform";
import { type PreparedDelta, Refusal } from "../core/index.ts";
import type { PrepareAnswer, PrepareTask } from "./messages.ts";

/** Tasks that wait for a thread; what comes then is turned away at once. */
const maxWaiting = 64;
/** The work of one task is bounded far below it: only a machine that cannot keep up lets one get so old. */
const deadlineMs = 10_000;
/** A state of 1 MiB, what is parsed of it and what it becomes. */
const maxHeapMb = 256;

export interface PrepareThreadsOptions {
  /** The program of a thread: all that it does is `servePreparing`. */
  readonly program: string | URL;
  readonly clock: Pick<Clock, "after">;
  /** One core less than there are, and at least one, unless told. */
  readonly threads?: number;
}

/** Threads that are full, or too slow; what is said to whoever asks. Nothing has been asked of a store. */
export class ThreadsBusy extends DbError {
  constructor() {
    super("STORE_BUSY");
  }
}

interface Asked {
  readonly task: PrepareTask;
  readonly resolve: (prepared: PreparedDelta) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A few threads that make large versions, so that the one that answers everybody else does not. A thread is *absent* until
 * it is needed, *idle*, or *busy* with one task; it goes from busy to absent when it ends by itself, or is ended because its
 * task has not ended in time. A task *waits*, is *made* by a thread, and is over with its answer, or at its deadline.
 */
export class PrepareThreads implements AsyncDisposable {
  readonly #options: PrepareThreadsOptions;
  readonly #most: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Asked>();
  #waiting: Asked[] = [];
  #isOver = false;

  constructor(options: PrepareThreadsOptions) {
    this.#options = options;
    this.#most = options.threads ?? Math.max(availableParallelism() - 1, 1);
  }

  /** Throws what the core refuses; STORE_BUSY while too many wait, or at the deadline. */
  async prepare(task: PrepareTask): Promise<PreparedDelta> {
    if (this.#isOver || this.#waiting.length >= maxWaiting) throw new ThreadsBusy();
    const { promise, resolve, reject } = Promise.withResolvers<PreparedDelta>();
    const asked = { task, resolve, reject };
    const timer = this.#options.clock.after(deadlineMs, () => this.#giveUp(asked));
    this.#waiting.push(asked);
    this.#deal();
    try {
      return await promise;
    } finally {
      timer.cancel();
    }
  }

  /** Threads that are there now. */
  get size(): number {
    return this.#idle.length + this.#busy.size;
  }

  #deal(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idle.pop() ?? (this.size < this.#most ? this.#start() : undefined);
      const asked = thread === undefined ? undefined : this.#waiting.shift();
      if (thread === undefined || asked === undefined) return;
      this.#busy.set(thread, asked);
      thread.ref();
      const { task, transfer } = pack(asked.task);
      thread.postMessage(task, transfer);
    }
  }

  #start(): Worker {
    const thread = new Worker(this.#options.program, {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
    thread.on("message", (answer: PrepareAnswer) => {
      const asked = this.#busy.get(thread);
      this.#busy.delete(thread);
      this.#idle.push(thread);
      thread.unref();
      if (asked !== undefined) settle(asked, answer);
      this.#deal();
    });
    // An error is followed by the end, with which the thread's task is over, too.
    thread.on("error", (error) => this.#lose(thread, error));
    thread.on("exit", () => this.#lose(thread, new Error("a thread ended")));
    return thread;
  }

  #lose(thread: Worker, cause: unknown): void {
    const at = this.#idle.indexOf(thread);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#busy.get(thread)?.reject(new Error("a version could not be made", { cause }));
    this.#busy.delete(thread);
    if (!this.#isOver) this.#deal();
  }

  #giveUp(asked: Asked): void {
    this.#waiting = this.#waiting.filter((other) => other !== asked);
    asked.reject(new ThreadsBusy());
    for (const [thread, its] of this.#busy) if (its === asked) void thread.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new ThreadsBusy());
    await Promise.all([...this.#idle, ...this.#busy.keys()].map((thread) => thread.terminate()));
  }
}

function settle({ resolve, reject }: Asked, answer: PrepareAnswer): void {
  if ("prepared" in answer) resolve(answer.prepared);
  else if ("refused" in answer) reject(new Refusal(answer.refused.code, answer.refused.details));
  else reject(new Error(answer.failed));
}

/** What is large goes as a copy of its own: a view of a driver's buffer would take all of that along. */
function pack(task: PrepareTask): { task: PrepareTask; transfer: ArrayBuffer[] } {
  switch (task.what) {
    case "delta": {
      const stateBytes = new Uint8Array(task.from.stateBytes);
      const payload = new Uint8Array(task.sent.payload);
      const own = { from: { ...task.from, stateBytes }, sent: { ...task.sent, payload } };
      return { task: { ...task, ...own }, transfer: [stateBytes.buffer, payload.buffer] };
    }
    case "creation": {
      const payload = new Uint8Array(task.vault.payload);
      return { task: { ...task, vault: { ...task.vault, payload } }, transfer: [payload.buffer] };
    }
  }
}
