import type { Surroundings } from "./child-env.ts";
import { createComposeRuntime } from "./compose.ts";
import { type AppLimits, appLimits } from "./limits.ts";
import { ManagedApps, type ManagedAppsParts } from "./managed-apps.ts";
import { createProcessRuntime } from "./process.ts";

export interface ManagedAppsSettings extends Omit<ManagedAppsParts, "runtimes" | "limits"> {
  readonly surroundings: Surroundings;
  readonly limits?: AppLimits;
}

/** The apps of a host with both of the ways in which they may run. */
export function createManagedApps(settings: ManagedAppsSettings): ManagedApps {
  const { surroundings, limits = appLimits, clock } = settings;
  const process = createProcessRuntime({ clock, limits, surroundings });
  const compose = createComposeRuntime({
    clock,
    limits,
    surroundings,
    appsFolder: settings.appsFolder,
  });
  return new ManagedApps({ ...settings, limits, runtimes: { process, compose } });
}
