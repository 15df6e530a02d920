"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Confirm } from "../design/confirm.tsx";
import { useLinkKeys } from "./use-link-keys.ts";

export interface RevokeLinkProps {
  appId: string;
  linkId: string;
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RevokeLink({ appId, linkId, name, open, onOpenChange }: RevokeLinkProps) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.shareLinks.revoke.mutationOptions(),
    refresh: useLinkKeys(appId),
    failed: "The link was not revoked",
    done: `${name} is revoked`,
    onFailed: () => true,
    onDone: () => onOpenChange(false),
  });
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={`Revoke ${name}?`}
      verb="Revoke link"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ linkId })}
    >
      The address opens nothing from then on, and whoever came by it is shut out within a second.
    </Confirm>
  );
}
