"use client";

import { NameDialog } from "../design/name-dialog.tsx";
import type { DeviceKey } from "./key-store.ts";
import { useMakeKey } from "./use-keys.ts";

export interface MakeKeyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onMade?: (key: DeviceKey) => void;
}

export function MakeKeyDialog({ open, onOpenChange, onMade }: MakeKeyDialogProps) {
  const make = useMakeKey((key) => {
    onOpenChange(false);
    onMade?.(key);
  });
  return (
    <NameDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Make a device key"
      note="It is made in this browser and cannot leave it. Clearing this site's data destroys it, so have a second signer for what must not be lost."
      label="Label"
      hint="By which you and others know this device."
      maxLength={64}
      verb="Make the key"
      initial=""
      busy={make.isPending}
      error={make.isError ? "This browser did not make the key." : undefined}
      onName={(label) => make.mutate(label)}
    />
  );
}
