import {
  createEnsureRunning,
  type EnsureRunning,
  type HostsDeps,
  readAppState,
  requestStart,
} from "@homeport/hosts";
import { createWaker, type Waker, type WakerDeps } from "./waker.ts";

export interface OpenWakerDeps extends Omit<WakerDeps, "load" | "ensureRunning"> {
  readonly hosts: HostsDeps;
  /** Where a test puts a fault. */
  readonly seam?: ((own: EnsureRunning) => EnsureRunning) | undefined;
}

/** The waker of one process: what it knows of apps, and its claim of a start, are rows. */
export function openWaker(deps: OpenWakerDeps): Waker {
  const { hosts, clock, seam } = deps;
  const ensureRunning = createEnsureRunning({
    clock,
    request: (appId) => requestStart(hosts, { appId, cause: "visit" }),
  });
  return createWaker({
    ...deps,
    load: (appId) => readAppState(hosts, { appId }),
    ensureRunning: seam?.(ensureRunning) ?? ensureRunning,
  });
}
