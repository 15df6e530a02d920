"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Confirm } from "../design/confirm.tsx";
import type { ActOnOperatorProps } from "./change-operator.tsx";

export function RevokeOperator({ operator, onClose }: ActOnOperatorProps) {
  const trpc = useTRPC();
  const { operatorId, label, keyId } = operator;
  const change = useChange({
    ...trpc.fleet.operators.revoke.mutationOptions(),
    refresh: [trpc.fleet.operators.pathKey()],
    failed: `${label} was not revoked`,
    done: `${label} is no operator any more`,
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke ${label}?`}
      verb="Revoke operator"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ operatorId })}
    >
      {keyId === null
        ? "Their account stays; every page and act for operators is refused from their next request on."
        : "Its sessions end now, and it cannot sign in again unless somebody adds it anew."}
    </Confirm>
  );
}
