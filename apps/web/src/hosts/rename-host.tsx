"use client";

import { sentenceOf } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { NameDialog } from "../design/name-dialog.tsx";
import type { HostDetail } from "./host-types.ts";

export interface HostDialogProps {
  host: HostDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RenameHost({ host, open, onOpenChange }: HostDialogProps) {
  const { hostId } = host;
  const change = useRename(host, () => onOpenChange(false));
  return (
    <NameDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Rename host"
      note="Only the name changes: its key, its apps and their addresses stay."
      hint="1 to 63 characters."
      maxLength={63}
      verb="Rename"
      initial={host.name}
      busy={change.isPending}
      error={sentenceOf(change.error)}
      onName={(name) => change.mutate({ hostId, name })}
    />
  );
}

function useRename(host: HostDetail, onDone: () => void) {
  const trpc = useTRPC();
  const queryKey = trpc.hosts.get.queryKey({ hostId: host.hostId });
  return useChange({
    ...trpc.hosts.renameMachine.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, { name }) => (typeof cached === "object" ? { ...cached, name } : cached),
      },
    ],
    refresh: [queryKey, trpc.hosts.list.pathKey(), trpc.apps.pathKey()],
    failed: "The host was not renamed",
    onFailed: () => true,
    onDone,
  });
}
