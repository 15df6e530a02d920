"use client";

import { sentenceOf } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { NameDialog } from "../design/name-dialog.tsx";
import type { AppDetail } from "./app-types.ts";

export interface AppDialogProps {
  app: AppDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RetitleApp({ app, open, onOpenChange }: AppDialogProps) {
  const { appId } = app;
  const change = useRetitle(appId, () => onOpenChange(false));
  return (
    <NameDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Change title"
      note="The title is what people read here and on sign-in pages. The address stays."
      label="Title"
      maxLength={100}
      verb="Change title"
      initial={app.title}
      busy={change.isPending}
      error={sentenceOf(change.error)}
      onName={(title) => change.mutate({ appId, title })}
    />
  );
}

function useRetitle(appId: string, onDone: () => void) {
  const trpc = useTRPC();
  return useChange({
    ...trpc.apps.updateSettings.mutationOptions(),
    preview: [
      {
        queryKey: trpc.apps.get.queryKey({ appId }),
        apply: (cached, { title }) => (typeof cached === "object" ? { ...cached, title } : cached),
      },
    ],
    refresh: [trpc.apps.pathKey()],
    failed: "The title was not changed",
    onFailed: () => true,
    onDone,
  });
}
