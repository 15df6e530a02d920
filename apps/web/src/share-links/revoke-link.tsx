"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { ConfirmRevoke } from "../links/confirm-revoke.tsx";
import type { Revoking } from "../links/link-row.tsx";
import { useLinkKeys } from "./use-link-keys.ts";

export interface RevokeLinkProps extends Revoking {
  appId: string;
  linkId: string;
}

export function RevokeLink({ appId, linkId, ...revoking }: RevokeLinkProps) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.shareLinks.revoke.mutationOptions(),
    refresh: useLinkKeys(appId),
    failed: "The link was not revoked",
    done: `${revoking.name} is revoked`,
    onFailed: () => true,
    onDone: () => revoking.onOpenChange(false),
  });
  return (
    <ConfirmRevoke
      {...revoking}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ linkId })}
    >
      The address opens nothing from then on, and whoever came by it is shut out within a second.
    </ConfirmRevoke>
  );
}
