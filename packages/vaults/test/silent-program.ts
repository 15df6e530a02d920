import { parentPort } from "node:worker_threads";

/** A thread that takes what it is asked for, and never answers; it ends at what bears this name. */
parentPort?.on("message", (task: { readonly vault?: { readonly vaultId: string } }) => {
  if (task.vault?.vaultId === "end") process.exit(3);
});
