"use client";

import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import type { LocalSigner } from "./local-signer.ts";
import { SignerField } from "./signer-field.tsx";
import { useAct } from "./use-act.ts";
import type { Delta } from "./vault-types.ts";

export interface AbandonDeltaProps {
  vaultId: string;
  delta: Delta;
  signers: readonly LocalSigner[];
  onClose: () => void;
}

/** Asks to give up a change that waits, having said what that can and cannot do. */
export function AbandonDelta({ vaultId, delta, signers, onClose }: AbandonDeltaProps) {
  const [chosen, setChosen] = useState(signers[0]);
  const act = useAct<string>({
    vaultId,
    act: (vault, deltaId) => vault.abandon(deltaId),
    failed: "Nothing was changed",
    done: "It is asked to be given up",
    onDone: onClose,
    isShown: true,
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Give up version ${delta.nonce}?`}
      note="The vault is free again once its source has been seen twice without this change. Where the change shows there first, it lands all the same: what the source shows always wins."
    >
      <SignerField signers={signers} value={chosen} onChange={setChosen} />
      {act.isError && <ErrorCard className="mt-4" title="Nothing was changed" error={act.error} />}
      <Actions>
        <Button onClick={onClose}>Go on waiting</Button>
        <Button
          look="destroy"
          busy={act.isPending}
          disabled={chosen === undefined}
          onClick={() => chosen !== undefined && act.mutate({ signer: chosen, input: delta.id })}
        >
          Give it up
        </Button>
      </Actions>
    </Dialog>
  );
}
