import { readAppManifest } from "@homeport/tunnel";
import { type AppState, describeSeen } from "./decide.ts";
import type { Job } from "./job.ts";
import type { AppLimits } from "./limits.ts";
import { defaultProbe, probeOnce } from "./probe.ts";
import { readBoot } from "./process-identity.ts";
import type { AppRuntime } from "./runtime.ts";

/**
 * How an app is, whatever was wanted of it. That one has ended although nobody stopped it is kept until something is
 * wanted of it again.
 */
export async function lookAtApp(
  runtime: AppRuntime,
  job: Job,
  manifest: unknown,
  limits: AppLimits,
): Promise<AppState> {
  const { record, places } = job;
  const runs = (await runtime.look(record, places)) === "up";
  const isUp = runs && (record.isReady || (await answers(manifest, record.port, limits)));
  const hasEnded = !isUp && record.isReady;
  const state = describeSeen({
    ...{ isUp, wasReady: record.isReady, outcome: record.outcome },
    isSameBoot: record.boot === (await readBoot()),
    end: hasEnded ? await runtime.findEnd(record, places) : null,
  });
  if (isUp !== record.isReady) {
    const outcome =
      state.status === "exited" ? { ...state, status: state.status, code: "EXITED" } : null;
    await job.keep({ isReady: isUp, outcome });
  }
  return state;
}

/** Its start was given up before it answered, and it may have gone on all the same. */
async function answers(manifest: unknown, port: number, limits: AppLimits): Promise<boolean> {
  const probe = readAppManifest(manifest).manifest?.probe ?? defaultProbe;
  return await probeOnce(probe, port, limits.probeEachMs);
}
