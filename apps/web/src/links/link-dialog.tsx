"use client";

import { type ReactNode, useState } from "react";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { QrCode } from "../design/qr-code.tsx";
import { ShownOnce } from "../design/shown-once.tsx";

export interface MakingLink<Made> {
  onCancel: () => void;
  onMade: (made: Made) => void;
}

export interface LinkDialogProps<Made extends { url: string }> {
  /** What it is called: "share link". */
  what: string;
  /** What whoever holds it may do. */
  note: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  form: (making: MakingLink<Made>) => ReactNode;
  /** What is to be known of a link beside its address. */
  tell: (made: Made) => ReactNode;
}

/** Makes a link, and then shows its address this once. */
export function LinkDialog<Made extends { url: string }>(props: LinkDialogProps<Made>) {
  const { what, note, open, onOpenChange, form, tell } = props;
  const [made, setMade] = useState<Made | null>(null);
  function close() {
    onOpenChange(false);
    setMade(null);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={made === null ? `Create a ${what}` : "The link is made"}
      note={made === null ? note : undefined}
    >
      {made === null ? (
        form({ onCancel: close, onMade: setMade })
      ) : (
        <>
          <ShownOnce what={what} value={made.url}>
            {tell(made)}
          </ShownOnce>
          <QrCode
            text={made.url}
            label={`The ${what} as a QR picture`}
            className="mx-auto mt-4 w-44 rounded-md border border-line"
          />
          <Actions>
            <Button look="primary" onClick={close}>
              Done
            </Button>
          </Actions>
        </>
      )}
    </Dialog>
  );
}
