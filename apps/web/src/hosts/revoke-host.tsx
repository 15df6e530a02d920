"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { ConfirmName } from "../design/confirm-name.tsx";
import { formatCount } from "../design/format.ts";
import type { HostDialogProps } from "./rename-host.tsx";

export function RevokeHost({ host, open, onOpenChange }: HostDialogProps) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.hosts.revoke.mutationOptions(),
    refresh: [trpc.hosts.pathKey(), trpc.apps.pathKey(), trpc.overview.pathKey()],
    failed: "The host was not revoked",
    done: `${host.name} is revoked`,
    onFailed: () => true,
    onDone: () => onOpenChange(false),
  });
  return (
    <ConfirmName
      open={open}
      onOpenChange={onOpenChange}
      title={`Revoke ${host.name}?`}
      name={host.name}
      verb="Revoke host"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ hostId: host.hostId })}
    >
      Its tunnels close within a second and its key is never accepted again.
      {host.appCount > 0 &&
        ` ${formatCount(host.appCount, "app")} on it will answer “host offline” until removed.`}
    </ConfirmName>
  );
}
