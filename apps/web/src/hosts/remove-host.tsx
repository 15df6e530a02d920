"use client";

import { useRouter } from "next/navigation";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { ConfirmName } from "../design/confirm-name.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { formatCount } from "../design/format.ts";
import { paths } from "../paths.ts";
import type { HostDialogProps } from "./rename-host.tsx";

export function RemoveHost({ host, open, onOpenChange }: HostDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const change = useChange({
    ...trpc.hosts.remove.mutationOptions(),
    refresh: [trpc.hosts.list.pathKey(), trpc.overview.pathKey()],
    failed: "The host was not removed",
    done: `${host.name} is removed`,
    onFailed: () => true,
    onDone: () => router.replace(paths.hosts()),
  });
  if (host.appCount > 0) {
    return (
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        title="This host still has apps"
        note={`Remove the ${formatCount(host.appCount, "app")} on ${host.name} first; their addresses are freed with them.`}
      >
        <Actions>
          <Button onClick={() => onOpenChange(false)}>Close</Button>
        </Actions>
      </Dialog>
    );
  }
  return (
    <ConfirmName
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove ${host.name}?`}
      name={host.name}
      verb="Remove host"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ hostId: host.hostId })}
    >
      The host, its key and its events are deleted. The machine itself is not touched.
    </ConfirmName>
  );
}
