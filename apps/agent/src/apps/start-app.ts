import type { Clock } from "@homeport/platform";
import type { AppManifest } from "@homeport/tunnel";
import { requireRoom } from "./disk.ts";
import { AppFailure } from "./failure.ts";
import type { Job } from "./job.ts";
import type { AppLimits } from "./limits.ts";
import { defaultProbe, probeOnce, untilReady } from "./probe.ts";
import type { AppRuntime } from "./runtime.ts";

export interface StartParts {
  readonly appsFolder: string;
  readonly clock: Clock;
  readonly limits: AppLimits;
}

/**
 * Has an app run and answer. What really runs is asked first: an app that runs and answers is left as it is, whatever
 * was known of it. One that does not get ready is ended again, and its output is told.
 */
export async function startApp(
  parts: StartParts,
  runtime: AppRuntime,
  job: Job,
  manifest: AppManifest,
): Promise<void> {
  const probe = manifest.probe ?? defaultProbe;
  const { record, places } = job;
  const isUp = (await runtime.ask(record, places)) === "up";
  if (!isUp || !(await probeOnce(probe, record.port, parts.limits.probeEachMs))) {
    await requireRoom(parts.appsFolder, parts.limits.minFreeBytes);
    await job.keep({ isReady: false });
    try {
      await runtime.start(job, manifest, isUp);
      await job.step("started");
      await untilReady({
        ...{ probe, port: job.record.port, settleMs: manifest.settleMs ?? 0 },
        ...{ clock: parts.clock, limits: parts.limits, signal: job.signal },
        lifeEveryMs: runtime.lifeEveryMs,
        hasEnded: () => runtime.findEnd(job.record, places),
      });
      await job.step("ready");
    } catch (error) {
      job.signal.throwIfAborted();
      await tellOutput(runtime, job);
      // What cannot be ended now is found by whatever is wanted next; why it failed is said now.
      await runtime.stop(job).catch(() => undefined);
      job.signal.throwIfAborted();
      throw error;
    }
  }
  await job.keep({ stage: "done", outcome: null, isReady: true });
}

/** Why a start failed is worth more than why its output could not be read. */
async function tellOutput(runtime: AppRuntime, job: Job): Promise<void> {
  try {
    job.log(await runtime.readOutput(job.record, job.places));
  } catch (error) {
    job.signal.throwIfAborted();
    if (!(error instanceof AppFailure)) throw error;
  }
}
