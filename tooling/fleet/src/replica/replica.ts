import { join } from "node:path";
import {
  type Child,
  type ChildExit,
  type Keeper,
  lastLogLines,
  signalProcess,
  startChild,
} from "@homeport/services";
import { compiledBefore, waitFor } from "@homeport/testkit";

export interface ReplicaPlan {
  readonly name: string;
  readonly entry: string;
  readonly args?: string[];
  /** What Node itself is told. */
  readonly nodeArgs?: readonly string[];
  readonly env: Record<string, string>;
  readonly folder: string;
  readonly keeper: Keeper;
  /** Asked every 50 ms until it says yes. */
  isReady(): Promise<boolean>;
}

/** What can be done to a program, or to several at once. */
export interface Fate {
  /** Resolves when it is ready. */
  start(): Promise<void>;
  /** Sends the signal and waits until the process is gone. */
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<ChildExit>;
  /** Stops it without closing a socket: its peers hear nothing at all. */
  freeze(): void;
  thaw(): void;
  /** Ends it in order, and starts it again in the same place. */
  restart(): Promise<void>;
}

/** One program of the fleet, which may be ended in every way that the world knows, and comes back. */
export interface Replica extends Fate, AsyncDisposable {
  readonly name: string;
  /** Its process while it runs. */
  pid(): number | null;
  /** Everything that it has logged. */
  readonly logFile: string;
}

const readyWithinMs = 60_000;

/**
 * stopped ─start▶ running ─kill▶ stopped; running ─freeze▶ frozen ─thaw▶ running. A frozen one is killed
 * by SIGKILL alone; disposing ends it in each of these states.
 */
export function createReplica(plan: ReplicaPlan): Replica {
  const logFile = join(plan.folder, `${plan.name}.log`);
  let child: Child | null = null;

  function running(): Child {
    if (child === null) throw new Error(`${plan.name} does not run`);
    return child;
  }

  async function start(): Promise<void> {
    child = await startChild({
      name: plan.name,
      command: process.execPath,
      args: [...(plan.nodeArgs ?? []), plan.entry, ...(plan.args ?? [])],
      env: { PATH: process.env["PATH"] ?? "", ...compiledBefore(), ...plan.env },
      cwd: plan.folder,
      logFile,
    });
    const started = child;
    const { pid, startedAt } = started;
    // A frozen process hears nothing but this.
    plan.keeper.keep({ pid, startedAt, rank: 0, signal: "SIGKILL", deadlineMs: 1_000 });
    let ended: ChildExit | null = null;
    void started.exited.then((exit) => {
      ended = exit;
      plan.keeper.forget(started);
    });
    const isReady = async () => ended !== null || (await plan.isReady());
    await waitFor(isReady, { deadlineMs: readyWithinMs, everyMs: 50, what: `${plan.name} ready` });
    if (ended !== null) throw new Error(`${plan.name} ended:\n${lastLogLines(logFile)}`);
  }

  async function kill(signal: "SIGKILL" | "SIGTERM"): Promise<ChildExit> {
    const ending = running();
    signalProcess(ending, signal);
    const exit = await ending.exited;
    child = null;
    return exit;
  }

  return {
    name: plan.name,
    logFile,
    pid: () => child?.pid ?? null,
    start,
    kill,
    freeze: () => void signalProcess(running(), "SIGSTOP"),
    thaw: () => void signalProcess(running(), "SIGCONT"),
    async restart() {
      await kill("SIGTERM");
      await start();
    },
    async [Symbol.asyncDispose]() {
      if (child !== null) await kill("SIGKILL");
    },
  };
}

/** Several programs that share one fate; of their exits the first one that is not 0 counts. */
export function createFate(replicas: readonly Replica[]): Fate {
  const each = async (step: (replica: Replica) => Promise<void>) =>
    void (await Promise.all(replicas.map(step)));
  return {
    start: () => each((replica) => replica.start()),
    restart: () => each((replica) => replica.restart()),
    async kill(signal) {
      const exits = await Promise.all(replicas.map((replica) => replica.kill(signal)));
      return exits.find(({ code }) => code !== 0) ?? { code: 0, signal: null };
    },
    freeze() {
      for (const replica of replicas) replica.freeze();
    },
    thaw() {
      for (const replica of replicas) replica.thaw();
    },
  };
}
