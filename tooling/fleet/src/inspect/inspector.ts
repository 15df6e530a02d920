import { once } from "node:events";
import { readFileSync } from "node:fs";
import { waitFor } from "@homeport/testkit";
import { WebSocket } from "ws";
import { z } from "zod";

/** What has to be told to Node, so that the program can be looked into. The port is any. */
export const inspectable: readonly string[] = ["--inspect=127.0.0.1:0"];

/** What is left in a program once garbage is collected. */
export interface Leftovers {
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** What keeps its event loop busy, by kind: sockets, servers, timers. */
  readonly resources: Readonly<Record<string, number>>;
}

/** Looks into a running program through its debugger, which needs nothing of the program itself. */
export interface Inspector extends Disposable {
  leftovers(): Promise<Leftovers>;
  /** Runs a script in the program, to plant a fault. */
  run(script: string): Promise<unknown>;
}

const answerSchema = z.object({
  id: z.number().optional(),
  result: z.object({ result: z.object({ value: z.unknown() }).optional() }).optional(),
});
const leftoversSchema = z.object({
  rssBytes: z.number(),
  heapBytes: z.number(),
  resources: z.record(z.string(), z.number()),
});
const answerWithinMs = 10_000;

/** The debugger's own connection is one of the sockets, each time. */
const countResources = `(() => {
  const resources = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const { rss, heapUsed } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed, resources };
})()`;

/** Finds the debugger by the line that Node logs at each start. */
export async function openInspector(program: { logFile: string }): Promise<Inspector> {
  const url = await waitFor(
    () =>
      readFileSync(program.logFile, "utf8")
        .match(/ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]+/g)
        ?.at(-1),
    { deadlineMs: answerWithinMs, what: "the debugger's address" },
  );
  const socket = new WebSocket(url);
  await once(socket, "open");
  const waiting = new Map<number, (value: unknown) => void>();
  let lastId = 0;
  socket.on("error", () => undefined);
  socket.on("message", (text) => {
    const answer = answerSchema.parse(JSON.parse(String(text)));
    if (answer.id === undefined) return;
    waiting.get(answer.id)?.(answer.result?.result?.value);
    waiting.delete(answer.id);
  });

  async function ask(method: string, params: object = {}): Promise<unknown> {
    lastId += 1;
    const id = lastId;
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    return await Promise.race([answered, failAfter(answerWithinMs, method)]);
  }

  const run = (expression: string) => ask("Runtime.evaluate", { expression, returnByValue: true });
  return {
    run,
    async leftovers() {
      await ask("HeapProfiler.collectGarbage");
      return leftoversSchema.parse(await run(countResources));
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}

function failAfter(ms: number, what: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`no answer to ${what}`)), ms).unref();
  });
}
