import { createInterface } from "node:readline";
import { endProcess } from "./end-process.ts";
import type { KeeperMessage, Kept } from "./keeper.ts";

const kept = new Map<string, Kept>();
let isDismissed = false;

// A closed terminal and a Ctrl-C are the parent's to handle; only the end of the pipe counts here.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  // Only our own parent writes to this pipe, and it writes what `KeeperMessage` says.
  const message: KeeperMessage = JSON.parse(line);
  if ("keep" in message) kept.set(nameOf(message.keep), message.keep);
  else if ("forget" in message) kept.delete(nameOf(message.forget));
  else isDismissed = true;
}
if (!isDismissed) await endAll([...kept.values()]);

/** Rank by rank, so that nothing loses its store while it drains. */
async function endAll(all: Kept[]): Promise<void> {
  const ranks = [...new Set(all.map((child) => child.rank))].sort((a, b) => a - b);
  for (const rank of ranks) {
    const peers = all.filter((child) => child.rank === rank);
    await Promise.all(peers.map((child) => endProcess(child, child)));
  }
}

function nameOf(identity: { pid: number; startedAt: string }): string {
  return `${identity.pid}@${identity.startedAt}`;
}
