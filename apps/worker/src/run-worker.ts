import { type EnvSource, type HostProcess, runProcess } from "@homeport/platform";
import manifest from "../package.json" with { type: "json" };
import type { CatalogTrial } from "./catalog/open-catalog.ts";
import { readEnv } from "./env.ts";
import type { PhotoTrial } from "./gallery/open-gallery.ts";
import { openWorker } from "./open-worker.ts";

export interface WorkerProgram {
  readonly host: HostProcess & { readonly env: EnvSource };
  /** How often schedules are compared with what Redis holds; 30 s unless told. */
  readonly scheduleCheckMs?: number;
  /** How often due work on photos is looked for; 10 s unless told. */
  readonly passEveryMs?: number;
  /** What only a trial changes about photos. */
  readonly photos?: PhotoTrial;
  /** What only a trial changes about the catalog. */
  readonly catalog?: CatalogTrial;
}

/** Runs the worker process until it is told to stop. */
export async function runWorker(program: WorkerProgram): Promise<void> {
  const { scheduleCheckMs, passEveryMs, photos, catalog } = program;
  await runProcess({
    app: "worker",
    version: manifest.version,
    host: program.host,
    readConfig: () => readEnv(program.host.env),
    port: (config) => config.opsAddress.port,
    open: async (process) =>
      openWorker(process, {
        pid: program.host.pid,
        ...(scheduleCheckMs === undefined ? {} : { scheduleCheckMs }),
        ...(passEveryMs === undefined ? {} : { passEveryMs }),
        ...(photos === undefined ? {} : { photos }),
        ...(catalog === undefined ? {} : { catalog }),
      }),
  });
}
