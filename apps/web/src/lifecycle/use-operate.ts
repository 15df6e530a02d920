"use client";

import type { QueryKey } from "@tanstack/react-query";
import type { AppRow } from "../apps/app-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { type Preview, useChange } from "../data/use-change.ts";
import { patchApp } from "./list-patch.ts";

interface Operated {
  appId: string;
}

/** Starts an app; lists and pages show it starting at once, and take that back when it is refused. */
export function useStartApp({ title }: Pick<AppRow, "title">) {
  const trpc = useTRPC();
  const shown = useShown<Operated>(() => ({ ...afresh(), status: "starting", desired: "running" }));
  return useChange({
    ...trpc.apps.start.mutationOptions(),
    ...shown,
    failed: `${title} was not started`,
  });
}

/** Stops an app, shown in the same way. */
export function useStopApp({ title }: Pick<AppRow, "title">) {
  const trpc = useTRPC();
  const shown = useShown<Operated>(() => ({ ...afresh(), status: "stopping", desired: "stopped" }));
  return useChange({
    ...trpc.apps.stop.mutationOptions(),
    ...shown,
    failed: `${title} was not stopped`,
  });
}

/** Removes what the host runs and makes it anew. The dialog that asked shows a refusal. */
export function useReinstallApp({ title }: Pick<AppRow, "title">, onDone: () => void) {
  const trpc = useTRPC();
  const shown = useShown<Operated>(() => ({ ...afresh(), status: "queued", desired: "running" }));
  return useChange({
    ...trpc.apps.reinstall.mutationOptions(),
    ...shown,
    failed: `${title} is not reinstalled`,
    onFailed: () => true,
    onDone,
  });
}

/** Uninstalls an app. The dialog that asked shows a refusal. */
export function useUninstallApp({ title }: Pick<AppRow, "title">, onDone: () => void) {
  const trpc = useTRPC();
  const shown = useShown<Operated>(() => ({
    ...afresh(),
    ...{ status: "uninstalling", desired: "uninstalled" },
  }));
  return useChange({
    ...trpc.apps.uninstall.mutationOptions(),
    ...shown,
    failed: `${title} is not uninstalled`,
    onFailed: () => true,
    onDone,
  });
}

function afresh() {
  return { failure: null, statusSince: new Date() };
}

/** What shows an app in the lists and on its pages, changed as `changeOf` says until it is read again. */
function useShown<Variables extends Operated>(
  changeOf: (variables: Variables) => Partial<AppRow>,
): { preview: Preview<Variables>[]; refresh: QueryKey[] } {
  const trpc = useTRPC();
  const apply: Preview<Variables>["apply"] = (cached, variables) =>
    patchApp(cached, variables.appId, changeOf(variables));
  return {
    preview: [
      { queryKey: trpc.apps.list.pathKey(), apply },
      { queryKey: trpc.apps.get.pathKey(), apply },
    ],
    refresh: [trpc.apps.pathKey(), trpc.overview.pathKey()],
  };
}
