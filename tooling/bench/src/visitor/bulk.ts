import { once } from "node:events";
import { z } from "zod";
import { type OwnProgram, startProgram, stopChild } from "../program.ts";
import type { Way } from "./way.ts";

/** Downloads in a process of their own. */
export interface Bulk extends AsyncDisposable {
  /** What all of them have got so far. */
  readBytes(): Promise<number>;
}

const answer = z.object({ bytes: z.number() });
const deadlineMs = 5_000;

/** Begins so many downloads without an end, and answers when each has begun. */
export async function openBulk(way: Way, path: string, count: number): Promise<Bulk> {
  const stack = new AsyncDisposableStack();
  const { port, host, headers } = way;
  const plan = JSON.stringify({ path, count, way: { port, host, headers } });
  const stage = { stack, profileFolder: null };
  const program = await startProgram(stage, "bulk", "bulk-visitor.ts", [plan]);
  return {
    readBytes: () => askBytes(program),
    [Symbol.asyncDispose]: () => stopChild(program.child),
  };
}

async function askBytes({ child }: OwnProgram): Promise<number> {
  const signal = AbortSignal.timeout(deadlineMs);
  const answered = once(child, "message", { signal });
  child.send("bytes");
  const [message] = await answered;
  return answer.parse(message).bytes;
}
