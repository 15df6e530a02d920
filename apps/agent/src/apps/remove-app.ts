import { rm, rmdir } from "node:fs/promises";
import { AppFailure } from "./failure.ts";
import type { Job } from "./job.ts";
import type { AppPlaces } from "./record.ts";
import type { AppRuntime } from "./runtime.ts";

/**
 * Removes an app. What it stored in its folder stays, unless it is to go. Its record goes last: whatever breaks off, the
 * rest is found again.
 */
export async function removeApp(
  runtime: AppRuntime,
  job: Job,
  { deleteData }: { readonly deleteData: boolean },
): Promise<void> {
  await job.keep({ isReady: false });
  await runtime.remove(job, { deleteData });
  await job.step("ended");
  if (deleteData) await removeFolder(job.places);
  else await removeOwnFiles(job.places);
  await job.step("cleared");
  await job.forget();
  await job.step("removed");
}

/** Everything that an app has stored. Throws `DATA_LEFT` where containers made files that are not the agent's to remove. */
export async function removeFolder({ folder }: AppPlaces): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    throw new AppFailure("DATA_LEFT", `${folder} could not be deleted${why}`, { cause });
  }
}

async function removeOwnFiles({ folder, composeFile, outputFiles }: AppPlaces): Promise<void> {
  for (const file of [composeFile, ...outputFiles]) await rm(file, { force: true });
  // A folder in which nothing was stored is not worth keeping; any other stays.
  await rmdir(folder).catch(() => undefined);
}
