import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { HowToEnd } from "./end-process.ts";
import type { ProcessIdentity } from "./identity.ts";

/** One process to end when its parent vanishes. Lower ranks end first; stores have the highest. */
export type Kept = ProcessIdentity & HowToEnd & { rank: number };

/**
 * Ends what we started when we ourselves are gone without having said goodbye (kill -9, a closed
 * machine room, a crashed test runner). The keeper is a process of its own that holds the other end
 * of a pipe: the pipe's end is the only sign it needs.
 */
export type Keeper = {
  keep(child: Kept): void;
  forget(child: ProcessIdentity): void;
  /** Lets the keeper go. What it still keeps lives on: call it after everything has ended. */
  [Symbol.asyncDispose](): Promise<void>;
};

export type KeeperMessage = { keep: Kept } | { forget: ProcessIdentity } | { leave: true };

export function startKeeper(): Keeper {
  const running = spawn(
    process.execPath,
    [fileURLToPath(new URL("keeper-main.ts", import.meta.url))],
    {
      cwd: "/",
      env: {},
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    },
  );
  const exited = new Promise<void>((resolve) => {
    running.once("exit", () => resolve());
    running.once("error", () => resolve());
  });
  running.stdin.on("error", () => undefined);
  // It must never be the reason that its parent stays: a parent that ends is what it waits for.
  running.unref();
  if (running.stdin instanceof Socket) running.stdin.unref();
  const tell = (message: KeeperMessage) => running.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    keep: (child) => void tell({ keep: child }),
    forget: ({ pid, startedAt }) => void tell({ forget: { pid, startedAt } }),
    async [Symbol.asyncDispose]() {
      running.ref();
      tell({ leave: true });
      running.stdin.end();
      await exited;
    },
  };
}
