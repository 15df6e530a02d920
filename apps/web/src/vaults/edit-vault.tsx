"use client";

import { patchChange, type VaultChange } from "@homeport/client/vault";
import type { Json } from "@homeport/vaults/core";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Notice } from "../design/notice.tsx";
import { applySteps, findSteps, operationsOf } from "./json-change.ts";
import { JsonField } from "./json-field.tsx";
import type { LocalSigner } from "./local-signer.ts";
import { readJsonText } from "./read-json.ts";
import { SignerField } from "./signer-field.tsx";
import { StepsView } from "./steps-view.tsx";
import { movedOn } from "./told-error.ts";
import { useAct } from "./use-act.ts";
import type { VaultView } from "./vault-types.ts";

export interface EditVaultProps {
  vault: VaultView;
  state: Json;
  signers: readonly LocalSigner[];
  onClose: () => void;
}

/** Changes the document as text, shows what changes, and signs exactly that; where more have to sign, it proposes it. */
export function EditVault(props: EditVaultProps) {
  const { vault, state } = props;
  const isAlone = vault.threshold === 1;
  return (
    <Dialog
      open
      onOpenChange={props.onClose}
      title={`Edit ${vault.name}`}
      note={
        !isAlone
          ? `It waits until ${vault.threshold} voters have signed it.`
          : vault.source.kind === "self"
            ? "What you sign is history once it is acknowledged."
            : "What you sign is history once the vault's source shows it."
      }
      className="sm:max-w-[44rem]"
    >
      <EditForm {...props} initial={JSON.stringify(state, null, 2)} />
    </Dialog>
  );
}

function EditForm({
  vault,
  state,
  signers,
  initial,
  onClose,
}: EditVaultProps & { initial: string }) {
  const [text, setText] = useState(initial);
  // What is changed is what was shown: news of the vault does not slip under it.
  const [from, setFrom] = useState({ state, nonce: vault.head.nonce });
  const [isTakenOver, setTakenOver] = useState<boolean | null>(null);
  const [note, setNote] = useState("");
  const mayPropose = signers.filter(({ id }) => roleOf(vault, id) !== "reader");
  const maySubmit = signers.filter(({ id }) => roleOf(vault, id) === "voter");
  const [chosen, setChosen] = useState<LocalSigner | undefined>(maySubmit[0] ?? mayPropose[0]);
  const submits = vault.threshold === 1 && maySubmit.some(({ id }) => id === chosen?.id);
  const read = readJsonText(text);
  const steps = read.isGood ? findSteps(from.state, read.value) : [];
  const act = useAct<VaultChange>({
    vaultId: vault.id,
    act: (followed, change) => {
      if (followed.head.nonce !== from.nonce) throw movedOn();
      return submits ? followed.change(change) : followed.propose(change, { note: note.trim() });
    },
    failed: "Nothing was changed",
    done: submits ? "The change is acknowledged" : "The change is proposed",
    onDone: onClose,
    isShown: true,
  });
  /** The same steps on the state of now, as far as they can be made there. */
  function takeOver() {
    const moved = applySteps(state, steps);
    setTakenOver(moved !== null);
    if (moved === null) return;
    setFrom({ state, nonce: vault.head.nonce });
    setText(JSON.stringify(moved, null, 2));
  }
  return (
    <div className="grid gap-4">
      <JsonField label="Document" text={text} read={read} onChange={setText} />
      {steps.length > 0 && <StepsView steps={steps} />}
      {read.isGood && steps.length === 0 && (
        <p className="text-ink-3 text-sm">Nothing is changed yet.</p>
      )}
      {vault.head.nonce !== from.nonce && (
        <Notice
          tone="warn"
          role="status"
          title={`The vault has moved to version ${vault.head.nonce} meanwhile`}
          action={
            <Button size="sm" onClick={takeOver}>
              Take my changes there
            </Button>
          }
        >
          {isTakenOver === false && "They do not fit that version: make them anew."}
        </Notice>
      )}
      {!submits && (
        <Field label="Note" hint="For those who are asked to sign.">
          {(control) => (
            <TextInput
              {...control}
              autoCapitalize="sentences"
              maxLength={280}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
          )}
        </Field>
      )}
      <SignerField signers={mayPropose} value={chosen} onChange={setChosen} />
      {act.isError && <ErrorCard title="Nothing was changed" error={act.error} />}
      <Actions className="mt-0">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="primary"
          busy={act.isPending}
          disabled={chosen === undefined || steps.length === 0 || vault.head.nonce !== from.nonce}
          onClick={() =>
            chosen !== undefined &&
            act.mutate({ signer: chosen, input: patchChange(operationsOf(steps)) })
          }
        >
          {submits ? "Sign the change" : "Propose the change"}
        </Button>
      </Actions>
    </div>
  );
}

function roleOf(vault: VaultView, id: string) {
  return vault.signers.find((signer) => signer.id === id)?.role ?? "reader";
}
