"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Confirm } from "../design/confirm.tsx";
import type { Key } from "./key-words.ts";

export interface RevokeKeyProps {
  apiKey: Key;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RevokeKey({ apiKey, open, onOpenChange }: RevokeKeyProps) {
  const trpc = useTRPC();
  const queryKey = trpc.account.keys.list.queryKey();
  const change = useChange({
    ...trpc.account.keys.revoke.mutationOptions(),
    refresh: [queryKey],
    failed: "The key was not revoked",
    done: `${apiKey.name} is revoked`,
    onFailed: () => true,
    onDone: () => onOpenChange(false),
  });
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={`Revoke ${apiKey.name}?`}
      verb="Revoke key"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ keyId: apiKey.keyId })}
    >
      Whatever uses it is refused everywhere within a second, and its open connections end. It
      cannot be brought back.
    </Confirm>
  );
}
