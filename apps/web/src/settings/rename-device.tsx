"use client";

import { sentenceOf } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { NameDialog } from "../design/name-dialog.tsx";
import type { DeviceSession } from "./device-row.tsx";
import { titleOfSession } from "./session-words.ts";

export interface RenameDeviceProps {
  session: DeviceSession;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RenameDevice({ session, open, onOpenChange }: RenameDeviceProps) {
  const { sessionId } = session;
  const change = useRename(() => onOpenChange(false));
  return (
    <NameDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Rename device"
      note="A name by which you know it in this list."
      hint="1 to 60 characters."
      maxLength={60}
      verb="Rename"
      initial={titleOfSession(session)}
      busy={change.isPending}
      error={sentenceOf(change.error)}
      onName={(label) => change.mutate({ sessionId, label })}
    />
  );
}

function useRename(onDone: () => void) {
  const trpc = useTRPC();
  const queryKey = trpc.account.sessions.list.queryKey();
  return useChange({
    ...trpc.account.sessions.rename.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, renamed) =>
          Array.isArray(cached)
            ? cached.map((row) =>
                row.sessionId === renamed.sessionId ? { ...row, label: renamed.label } : row,
              )
            : cached,
      },
    ],
    refresh: [queryKey],
    failed: "The device was not renamed",
    onFailed: () => true,
    onDone,
  });
}
