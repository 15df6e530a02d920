"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import type { Outputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Dialog } from "../design/dialog.tsx";
import { PairingProgress } from "./pairing-progress.tsx";

export type PairingCode = Outputs["account"]["pairing"]["create"];

/** The press that makes a code, and the dialog that shows it until a device has used it. */
export function PairDevice() {
  const trpc = useTRPC();
  const [code, setCode] = useState<PairingCode | null>(null);
  const [open, setOpen] = useState(false);
  const create = useChange({
    ...trpc.account.pairing.create.mutationOptions(),
    failed: "No code was made",
    onDone: (made) => {
      setCode(made);
      setOpen(true);
    },
  });
  return (
    <>
      <Button size="sm" look="primary" busy={create.isPending} onClick={() => create.mutate()}>
        {!create.isPending && <Plus aria-hidden="true" />}
        Pair a device
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Pair a device"
        note="It is signed in as you, for 180 days after it was last used, until you revoke it."
      >
        {code !== null && (
          <PairingProgress
            key={code.pairingId}
            code={code}
            again={{ busy: create.isPending, run: () => create.mutate() }}
            onClose={() => setOpen(false)}
          />
        )}
      </Dialog>
    </>
  );
}
