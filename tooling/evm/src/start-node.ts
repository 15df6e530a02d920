import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { clientAt, type EvmClient } from "./client.ts";

const program = fileURLToPath(new URL("node-program.ts", import.meta.url));
const startWithinMs = 30_000;
const readyMessage = z.object({ port: z.number() });

/** A chain of one's own: it mines when it is told to, and forgets what it is told to forget. */
export interface EvmNode extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly client: EvmClient;
  /** Whether each transaction has a block at once; it has, unless told. */
  setAutomine(isOn: boolean): Promise<void>;
  mine(blocks?: number): Promise<void>;
  /** Takes the chain back to where it is now: what happens in between has never been. */
  snapshot(): Promise<() => Promise<void>>;
  /** The node hears, and answers nobody, until it is thawed. */
  freeze(): void;
  thaw(): void;
}

export interface NodeOptions {
  /** Any that is free unless told. */
  readonly port?: number;
}

/** Starts a node in a process of its own, which ends with this one. */
export async function startNode({ port = 0 }: NodeOptions = {}): Promise<EvmNode> {
  const child = fork(program, [String(port)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const url = `http://127.0.0.1:${await listening(child)}`;
  const client = clientAt(url);
  return {
    ...{ url, client, pid: child.pid ?? 0 },
    setAutomine: (isOn) => client.setAutomine(isOn),
    mine: (blocks = 1) => client.mine({ blocks }),
    async snapshot() {
      const id = await client.snapshot();
      return () => client.revert({ id });
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function listening(child: ChildProcess): Promise<number> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The node ended with ${String(code)} before it listened.`);
  });
  const within = AbortSignal.timeout(startWithinMs);
  try {
    const [message] = await Promise.race([once(child, "message", { signal: within }), ended]);
    return readyMessage.parse(message).port;
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  } finally {
    ended.catch(() => undefined);
  }
}
