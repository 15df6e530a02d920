"use client";

import type { AppDetail } from "../apps/app-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { patchApp } from "./list-patch.ts";

/** Changes when an app runs: shown at once, and taken back with a reason when it is refused. */
export function useRunSettings({ appId }: Pick<AppDetail, "appId">) {
  const trpc = useTRPC();
  return useChange({
    ...trpc.apps.updateSettings.mutationOptions(),
    preview: [
      {
        queryKey: trpc.apps.get.queryKey({ appId }),
        apply: (cached, { idleStopMs, alwaysOn, autostart }) =>
          patchApp(cached, appId, {
            ...(idleStopMs === undefined ? {} : { idleStopMs }),
            ...(alwaysOn === undefined ? {} : { alwaysOn }),
            ...(autostart === undefined ? {} : { autostart }),
          }),
      },
    ],
    refresh: [trpc.apps.pathKey()],
    failed: "The settings were not changed",
  });
}
