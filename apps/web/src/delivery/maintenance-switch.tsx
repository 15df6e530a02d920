"use client";

import type { Delivery } from "../apps/app-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Switch } from "../design/switch.tsx";
import { useMay } from "../shell/viewer.tsx";

/** Keeps visitors away while the app is worked on. It acts at once: whoever needs it cannot wait for a save. */
export function MaintenanceSwitch({ delivery }: { delivery: Delivery }) {
  const trpc = useTRPC();
  const mayWrite = useMay("app.write");
  const { appId } = delivery;
  const patch = (cached: unknown, { maintenance }: { maintenance?: boolean | undefined }) =>
    typeof cached === "object" ? { ...cached, maintenance } : cached;
  const change = useChange({
    ...trpc.delivery.set.mutationOptions(),
    preview: [
      { queryKey: trpc.delivery.get.queryKey({ appId }), apply: patch },
      { queryKey: trpc.apps.get.queryKey({ appId }), apply: patch },
    ],
    refresh: [trpc.delivery.get.queryKey({ appId }), trpc.apps.pathKey()],
    failed: "Maintenance was not switched",
  });
  return (
    <Switch
      label="Maintenance"
      note="Visitors see a maintenance page and nothing reaches the host; whoever may operate the app still gets through. Takes effect at once."
      checked={delivery.maintenance}
      disabled={!mayWrite || change.isPending}
      onChange={(maintenance) => change.mutate({ appId, version: delivery.version, maintenance })}
    />
  );
}
