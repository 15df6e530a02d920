import { delimiter } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** The run files of all lanes: each lane takes spec after spec against a Homeport of its own. */
export function runFilesOf(env: Env): string[] {
  return (env["HOMEPORT_RUN_FILE"] ?? "").split(delimiter).filter((file) => file !== "");
}

/** The run file of the lane in which a test runs. Playwright counts lanes from 0, and a lane keeps its number. */
export function ownRunFile(env: Env): string {
  const files = runFilesOf(env);
  return files[Number(env["TEST_PARALLEL_INDEX"] ?? 0) % files.length] ?? "";
}

/** What `runFilesOf` reads. */
export function joinRunFiles(files: readonly string[]): string {
  return files.join(delimiter);
}
