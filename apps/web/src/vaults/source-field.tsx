"use client";

import type { Outputs } from "../data/router-types.ts";
import { Field, TextInput } from "../design/field.tsx";
import { type Option, Select } from "../design/select.tsx";
import {
  confirmationChoices,
  type FinalityChoice,
  type SourceDraft,
  sourceFaults,
} from "./source-draft.ts";
import { finalityWords } from "./source-words.ts";
import { sourceWords } from "./vault-words.ts";

export type Chain = Outputs["vaults"]["chains"][number];

export interface SourceFieldProps {
  chains: readonly Chain[];
  value: SourceDraft;
  /** What came of creating with it. */
  error: string | undefined;
  onChange: (value: SourceDraft) => void;
}

const nowhere = "self";

/** Where the vault's changes have to show before they are history. */
export function SourceField({ chains, value, error, onChange }: SourceFieldProps) {
  const chain = chains.find(({ chainId }) => chainId === value.chainId);
  function choose(id: string) {
    const chosen = chains.find(({ chainId }) => String(chainId) === id);
    const registry = chosen?.registries?.[0] ?? "";
    onChange({ ...value, chainId: chosen?.chainId ?? null, registry });
  }
  return (
    <>
      <Field
        label="Source"
        hint="Where a change has to show before it is history. It is chosen once."
        error={chain === undefined ? error : undefined}
      >
        {(control) => (
          <Select
            {...control}
            value={chain === undefined ? nowhere : String(chain.chainId)}
            options={[
              { value: nowhere, label: sourceWords("self") },
              ...chains.map(({ chainId, finality }) => ({
                ...{ value: String(chainId), label: `A registry on chain ${chainId}` },
                note: finalityWords(finality),
              })),
            ]}
            onChange={choose}
          />
        )}
      </Field>
      {chain !== undefined && (
        <Anchor chain={chain} value={value} error={error} onChange={onChange} />
      )}
    </>
  );
}

interface AnchorProps extends Omit<SourceFieldProps, "chains"> {
  chain: Chain;
}

function Anchor({ chain, value, error, onChange }: AnchorProps) {
  const faults = sourceFaults(value);
  return (
    <>
      <Field
        label="Registry"
        error={value.registry === "" ? undefined : faults.registry}
        {...(chain.registries === null ? { hint: "The address of the contract." } : {})}
      >
        {(control) =>
          chain.registries === null ? (
            <TextInput
              {...control}
              className="font-mono"
              value={value.registry}
              onChange={({ target }) => onChange({ ...value, registry: target.value })}
            />
          ) : (
            <Select
              {...control}
              value={value.registry}
              options={chain.registries.map((registry) => ({ value: registry, label: registry }))}
              onChange={(registry) => onChange({ ...value, registry })}
            />
          )
        }
      </Field>
      <Field
        label="Key"
        hint="The key in the registry that its signers move. Register it with the commitment below."
        error={(value.key === "" ? undefined : faults.key) ?? error}
      >
        {(control) => (
          <TextInput
            {...control}
            className="font-mono"
            placeholder="0x…"
            value={value.key}
            onChange={({ target }) => onChange({ ...value, key: target.value })}
          />
        )}
      </Field>
      <Field label="Final" hint="When a move counts as history. It is chosen once.">
        {(control) => (
          <Select
            {...control}
            value={value.finality}
            options={finalityOptions(chain)}
            onChange={(finality) => onChange({ ...value, finality })}
          />
        )}
      </Field>
    </>
  );
}

function finalityOptions({ finality }: Chain): Option<FinalityChoice>[] {
  const named = (["safe", "finalized"] as const).map((name) => ({
    ...{ value: name, label: sentence(finalityWords(name)) },
  }));
  const counted = confirmationChoices.map((confirmations) => ({
    value: confirmations,
    label: sentence(finalityWords({ confirmations: Number(confirmations) })),
  }));
  const own = { label: "As set for this chain", note: finalityWords(finality) };
  return [{ value: "chain", ...own }, ...named, ...counted];
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
