import { endProcess } from "../process/end-process.ts";
import { isSameProcess } from "../process/identity.ts";
import type { Folders } from "./folders.ts";
import { type RunProcess, readRunFile, removeRunFile } from "./run-file.ts";
import { findSoleRun } from "./sole-run.ts";

/** Longer than any drain and the end of the stores together. */
const startDeadlineMs = 90_000;
const orphanDeadlineMs = 32_000;
const stores = new Set(["postgres", "redis"]);

/**
 * Ends the run of a checkout: asks its `start`, which ends the rest in order. Where that one was
 * killed, what it left is ended here, apps before stores. Answers whether anything was running.
 */
export async function stopRun(folders: Folders): Promise<boolean> {
  const holder = findSoleRun(folders.holderFile);
  const asked = holder
    ? await endProcess(holder, { signal: "SIGTERM", deadlineMs: startDeadlineMs })
    : "absent";
  const left = (readRunFile(folders.runFile)?.processes ?? []).filter(isSameProcess);
  await endAll(left.filter(({ app }) => !stores.has(app)));
  await endAll(left.filter(({ app }) => stores.has(app)));
  removeRunFile(folders.runFile);
  return asked !== "absent" || left.length > 0;
}

async function endAll(processes: RunProcess[]): Promise<void> {
  await Promise.all(
    processes.map((found) =>
      endProcess(found, {
        signal: found.app === "postgres" ? "SIGINT" : "SIGTERM",
        deadlineMs: orphanDeadlineMs,
      }),
    ),
  );
}
