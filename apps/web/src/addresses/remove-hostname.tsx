"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import type { Address } from "./address-types.ts";
import { useAddressKeys } from "./use-address-changes.ts";

export interface RemoveHostnameProps {
  appId: string;
  address: Address;
  /** What takes its place when it is the primary one. */
  next: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RemoveHostname({ appId, address, next, open, onOpenChange }: RemoveHostnameProps) {
  const trpc = useTRPC();
  const { refresh } = useAddressKeys(appId);
  const { shownAs, isPrimary, verifiedAt } = address;
  const change = useChange({
    ...trpc.gate.addresses.remove.mutationOptions(),
    refresh,
    failed: "The hostname was not removed",
    done: `${shownAs} is removed`,
    onFailed: () => true,
    onDone: () => onOpenChange(false),
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove ${shownAs}?`}
      note={
        verifiedAt === null
          ? "Its records in your DNS can go, too. Adding it again asks for a new one."
          : "It stops answering at once, and what is open there is cut. Adding it again asks for a new record."
      }
    >
      {isPrimary && (
        <p className="text-ink-2 text-sm">It is the primary address; {next} takes its place.</p>
      )}
      {change.isError && (
        <ErrorCard className="mt-4" title="The hostname was not removed" error={change.error} />
      )}
      <Actions>
        <Button onClick={() => onOpenChange(false)}>Keep it</Button>
        <Button
          look="destroy"
          busy={change.isPending}
          onClick={() => change.mutate({ appId, addressId: address.id })}
        >
          Remove hostname
        </Button>
      </Actions>
    </Dialog>
  );
}
