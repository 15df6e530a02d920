"use client";

import { signerRoles } from "@homeport/vaults/core";
import { Plus, X } from "lucide-react";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { faultsOf, newSigner, type SignerDraft } from "./roster-draft.ts";

export interface SignerRowsProps {
  signers: readonly SignerDraft[];
  /** The creator's own key, which cannot be left out. */
  ownId: string | undefined;
  onChange: (signers: readonly SignerDraft[]) => void;
}

const roles = signerRoles.map((role) => ({ value: role, label: role }));

/** Who shares the vault. */
export function SignerRows({ signers, ownId, onChange }: SignerRowsProps) {
  const set = (key: string, change: Partial<SignerDraft>) =>
    onChange(signers.map((one) => (one.key === key ? { ...one, ...change } : one)));
  return (
    <div className="grid gap-4">
      {signers.map((signer, index) => {
        const isOwn = signer.id === ownId;
        const faults = signer.id === "" ? {} : faultsOf(signer, signers);
        const number = index + 1;
        return (
          <fieldset
            key={signer.key}
            className="grid min-w-0 items-start gap-3 rounded-md border border-line p-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_8rem_auto]"
          >
            <legend className="px-1 text-ink-3 text-sm">
              {isOwn ? "You" : `Signer ${number}`}
            </legend>
            <Field label="Signer id" error={faults.id}>
              {(control) => (
                <TextInput
                  {...control}
                  className="font-mono text-sm"
                  readOnly={isOwn}
                  value={signer.id}
                  onChange={({ target }) => set(signer.key, { id: target.value })}
                />
              )}
            </Field>
            <Field label="Label" error={faults.label}>
              {(control) => (
                <TextInput
                  {...control}
                  autoCapitalize="sentences"
                  maxLength={64}
                  value={signer.label}
                  onChange={({ target }) => set(signer.key, { label: target.value })}
                />
              )}
            </Field>
            <Field label="Role">
              {(control) => (
                <Select
                  {...control}
                  disabled={isOwn}
                  value={signer.role}
                  options={roles}
                  onChange={(role) => set(signer.key, { role })}
                />
              )}
            </Field>
            {!isOwn && (
              <Button
                look="ghost"
                size="icon"
                className="sm:mt-6.5"
                aria-label={`Leave signer ${number} out`}
                onClick={() => onChange(signers.filter(({ key }) => key !== signer.key))}
              >
                <X aria-hidden="true" />
              </Button>
            )}
          </fieldset>
        );
      })}
      <Button
        className="w-fit"
        disabled={signers.length >= 50}
        onClick={() => onChange([...signers, newSigner(crypto.randomUUID())])}
      >
        <Plus aria-hidden="true" /> Add a signer
      </Button>
    </div>
  );
}
