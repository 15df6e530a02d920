"use client";

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Actions, Dialog } from "./dialog.tsx";
import { ErrorCard } from "./error-card.tsx";

export interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will be gone, and for whom. */
  children: ReactNode;
  /** The verb on the button: "Revoke key". */
  verb: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
}

/** Asks once more before something ends that somebody may still be using. */
export function Confirm(props: ConfirmProps) {
  const { open, onOpenChange, title, children, verb, busy, error, onConfirm } = props;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} note={children}>
      {error !== null && error !== undefined && (
        <ErrorCard title="Nothing was changed" error={error} />
      )}
      <Actions>
        <Button onClick={() => onOpenChange(false)}>Keep it</Button>
        <Button look="destroy" busy={busy} onClick={onConfirm}>
          {verb}
        </Button>
      </Actions>
    </Dialog>
  );
}
