"use client";

import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";

export interface ConfirmPublicProps {
  open: boolean;
  paths: readonly string[];
  onOpenChange: (open: boolean) => void;
  onConfirm: () => void;
}

/** Asked once before something that was closed is opened to everyone. */
export function ConfirmPublic({ open, paths, onOpenChange, onConfirm }: ConfirmPublicProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Make this public?"
      note="Anyone who knows the address will be able to open it, without signing in."
    >
      <ul className="grid gap-1 rounded-md border border-warn-line bg-warn-soft px-3 py-2">
        {paths.map((path) => (
          <li key={path}>
            <code className="wrap-anywhere text-ink text-sm">{path}</code>
          </li>
        ))}
      </ul>
      <Actions>
        <Button onClick={() => onOpenChange(false)}>Keep it closed</Button>
        <Button look="primary" onClick={onConfirm}>
          Make it public
        </Button>
      </Actions>
    </Dialog>
  );
}
