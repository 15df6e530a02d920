"use client";

import { commitmentOf, newVaultId } from "@homeport/client/vault";
import type { Json, Roster } from "@homeport/vaults/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Select } from "../design/select.tsx";
import { paths } from "../paths.ts";
import { Copied } from "./copied.tsx";
import { JsonField } from "./json-field.tsx";
import type { LocalSigner } from "./local-signer.ts";
import { clientOf } from "./open-vault.ts";
import { readJsonText } from "./read-json.ts";
import { countVoters, rosterOf, type SignerDraft } from "./roster-draft.ts";
import { SignerField } from "./signer-field.tsx";
import { SignerRows } from "./signer-rows.tsx";
import { type NamedSource, noSource, readSource } from "./source-draft.ts";
import { SourceField } from "./source-field.tsx";
import { sourceError, telling } from "./told-error.ts";
import { sourceWords } from "./vault-words.ts";

export interface NewVaultFormProps {
  signers: readonly LocalSigner[];
  first: LocalSigner;
}

interface NewVault {
  readonly id: string;
  readonly name: string;
  readonly roster: Roster;
  readonly state: Json;
  readonly source: NamedSource;
}

function rowOf({ id, label }: LocalSigner): SignerDraft {
  return { key: "own", id, label, role: "voter" };
}

export function NewVaultForm({ signers, first }: NewVaultFormProps) {
  const [id] = useState(() => newVaultId());
  const [own, setOwn] = useState(first);
  const [name, setName] = useState("");
  const [rows, setRows] = useState<readonly SignerDraft[]>(() => [rowOf(first)]);
  const [threshold, setThreshold] = useState(1);
  const [text, setText] = useState("{}");
  const [sourceDraft, setSource] = useState(noSource);
  const { data: chains = [] } = useQuery(useTRPC().vaults.chains.queryOptions());
  const source = readSource(sourceDraft);
  const read = readJsonText(text);
  const roster = rosterOf(rows, threshold);
  const isWhole = name.trim() !== "" && roster !== null && source !== null && read.isGood;
  const create = useCreate(own);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isWhole) create.mutate({ id, name: name.trim(), roster, source, state: read.value });
  }
  function chooseOwn(signer: LocalSigner) {
    setOwn(signer);
    setRows([rowOf(signer), ...rows.filter(({ key }) => key !== "own")]);
  }
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-6">
      <Panel aria-label="About the vault">
        <PanelHead title="About the vault" />
        <div className="grid gap-4 p-4 sm:p-5">
          <Field label="Name" hint="For people; it can be changed later.">
            {(control) => (
              <TextInput
                {...control}
                autoCapitalize="sentences"
                maxLength={80}
                value={name}
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
          <JsonField label="First document" text={text} read={read} onChange={setText} />
          {chains.length > 0 && (
            <SourceField
              chains={chains}
              value={sourceDraft}
              error={sourceError(create.error)}
              onChange={setSource}
            />
          )}
        </div>
      </Panel>
      <Panel aria-label="Signers">
        <PanelHead
          title="Signers"
          note="Voters sign changes, proposers may propose them, readers follow along."
        />
        <div className="grid gap-4 p-4 sm:p-5">
          {signers.length > 1 && <SignerField signers={signers} value={own} onChange={chooseOwn} />}
          <SignerRows signers={rows} ownId={own.id} onChange={setRows} />
          <Field
            label="Signatures a change needs"
            className="max-w-64"
            error={threshold > countVoters(rows) ? "There are fewer voters than that." : undefined}
          >
            {(control) => (
              <Select
                {...control}
                value={String(threshold)}
                options={rows.map((_, index) => ({
                  ...{ value: String(index + 1), label: `${index + 1}` },
                }))}
                onChange={(value) => setThreshold(Number(value))}
              />
            )}
          </Field>
        </div>
      </Panel>
      <Beginning
        id={id}
        roster={roster}
        state={read.isGood ? read.value : undefined}
        source={sourceDraft.chainId === null ? "self" : "evm-registry"}
      />
      {create.isError && <ErrorCard title="The vault was not created" error={create.error} />}
      <div className="flex justify-end">
        <Button look="primary" size="lg" type="submit" disabled={!isWhole} busy={create.isPending}>
          Sign and create
        </Button>
      </div>
    </form>
  );
}

function useCreate(own: LocalSigner) {
  const trpc = useTRPC();
  const router = useRouter();
  return useChange({
    mutationFn: (vault: NewVault) =>
      telling(async () => await (await clientOf(own)).createVault(vault)),
    refresh: [trpc.vaults.pathKey()],
    failed: "The vault was not created",
    done: "The vault is created",
    onFailed: () => true,
    onDone: ({ id }) => router.push(paths.vault(id)),
  });
}

interface BeginningProps {
  id: string;
  roster: Roster | null;
  state: Json | undefined;
  source: string;
}

/** What the vault will be known by, before there is one. */
function Beginning({ id, roster, state, source }: BeginningProps) {
  const { data } = useQuery({
    queryKey: ["vault-beginning", id, roster, state],
    queryFn: async () => {
      if (roster === null || state === undefined) return null;
      return await commitmentOf({ id, roster, state });
    },
    placeholderData: (previous) => previous,
  });
  return (
    <Panel aria-labelledby="vault-beginning">
      <PanelHead
        id="vault-beginning"
        title="What it will be known by"
        note="Fixed by what stands above."
      />
      <Facts>
        <Fact name="Source">{sourceWords(source)}</Fact>
        <Fact name="Vault id">
          <Copied value={id} what="the vault's id" />
        </Fact>
        <Fact name="Commitment">
          {data === null || data === undefined ? (
            <span className="text-ink-3">Once signers and document are whole</span>
          ) : (
            <Copied value={data} what="the commitment" />
          )}
        </Fact>
      </Facts>
    </Panel>
  );
}
