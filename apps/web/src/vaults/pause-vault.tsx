"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { ReasonDialog } from "./reason-dialog.tsx";

interface PauseProps {
  vault: { id: string; name: string };
  /** By which door: as a member of its organization, or as an operator of the installation. */
  by: "member" | "operator";
  onClose: () => void;
}

export function PauseVault({ vault, by, onClose }: PauseProps) {
  const trpc = useTRPC();
  const door = by === "operator" ? trpc.vaultOperator : trpc.vaults;
  const pause = useChange({
    ...door.pause.mutationOptions(),
    refresh: [door.pathKey()],
    failed: "The vault was not paused",
    done: `${vault.name} is paused`,
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <ReasonDialog
      title={`Pause ${vault.name}?`}
      note="Its signers can change nothing until it goes on. They see the reason."
      verb="Pause the vault"
      busy={pause.isPending}
      error={pause.error}
      onClose={onClose}
      onReason={(reason) => pause.mutate({ vaultId: vault.id, reason })}
    />
  );
}

export function UnpauseVault({ vault, by, onClose }: PauseProps) {
  const trpc = useTRPC();
  const door = by === "operator" ? trpc.vaultOperator : trpc.vaults;
  const unpause = useChange({
    ...door.unpause.mutationOptions(),
    refresh: [door.pathKey()],
    failed: "The vault is still paused",
    done: `${vault.name} goes on`,
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <ReasonDialog
      title={`Let ${vault.name} go on?`}
      note="Its signers can change it again."
      verb="Unpause the vault"
      isOptional
      busy={unpause.isPending}
      error={unpause.error}
      onClose={onClose}
      onReason={(reason) =>
        unpause.mutate({ vaultId: vault.id, ...(reason === "" ? {} : { reason }) })
      }
    />
  );
}
