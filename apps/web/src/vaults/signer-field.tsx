"use client";

import { Wallet } from "lucide-react";
import { Button } from "../design/button.tsx";
import { Field } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import type { LocalSigner } from "./local-signer.ts";
import { useWallet } from "./use-signers.ts";
import { shortSigner } from "./vault-words.ts";

export interface SignerFieldProps {
  /** Those of this machine who may. */
  signers: readonly LocalSigner[];
  value: LocalSigner | undefined;
  onChange: (signer: LocalSigner) => void;
}

/** Who of this machine signs. */
export function SignerField({ signers, value, onChange }: SignerFieldProps) {
  const { wallet, isThere, connect } = useWallet();
  function choose(id: string) {
    const signer = signers.find((one) => one.id === id);
    if (signer !== undefined) onChange(signer);
  }
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Field label="Sign with" className="min-w-0 flex-1 basis-48">
        {(control) => (
          <Select
            {...control}
            value={value?.id}
            placeholder="Nobody here may sign this"
            options={signers.map(({ id, label }) => ({ value: id, label, note: shortSigner(id) }))}
            onChange={choose}
          />
        )}
      </Field>
      {isThere && wallet === null && (
        <Button busy={connect.isPending} onClick={() => connect.mutate(undefined)}>
          <Wallet aria-hidden="true" /> Connect a wallet
        </Button>
      )}
    </div>
  );
}
