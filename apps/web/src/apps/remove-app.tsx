"use client";

import { useRouter } from "next/navigation";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { ConfirmName } from "../design/confirm-name.tsx";
import { paths } from "../paths.ts";
import type { AppDialogProps } from "./retitle-app.tsx";

export function RemoveApp({ app, open, onOpenChange }: AppDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const change = useChange({
    ...trpc.apps.remove.mutationOptions(),
    refresh: [trpc.apps.list.pathKey(), trpc.hosts.pathKey(), trpc.overview.pathKey()],
    failed: "The app was not removed",
    done: `${app.title} is removed`,
    onFailed: () => true,
    onDone: () => router.replace(paths.apps()),
  });
  return (
    <ConfirmName
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove ${app.title}?`}
      name={app.name}
      verb="Remove app"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ appId: app.appId })}
    >
      Its address stops answering at once and becomes free for others. The program itself goes on
      running.
    </ConfirmName>
  );
}
