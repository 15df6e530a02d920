"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import { readFailure, sentenceOf } from "../data/failure.ts";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { everyHost } from "../hosts/host-query.ts";
import { useHosts } from "../hosts/use-hosts.ts";
import { paths } from "../paths.ts";
import { type AppDraft, type DraftProblems, fieldOfFailure, findProblems } from "./app-draft.ts";
import { LevelField } from "./level-field.tsx";
import { useCreateApp } from "./use-create-app.ts";

export interface AddAppFormProps {
  hostId: string | undefined;
  onCancel: () => void;
  onCreated: (appId: string) => void;
}

/** An app that listens on a host. */
export function AddAppForm({ hostId, onCancel, onCreated }: AddAppFormProps) {
  const [draft, setDraft] = useState<AppDraft>({ hostId, target: "", name: "", level: "owner" });
  const [problems, setProblems] = useState<DraftProblems>({});
  const create = useCreateApp(onCreated);
  const refused = create.isError ? fieldOfFailure(readFailure(create.error)) : {};
  function change(part: Partial<AppDraft>) {
    setDraft({ ...draft, ...part });
    setProblems({});
    create.reset();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    const found = findProblems(draft);
    setProblems(found);
    if (draft.hostId !== undefined && Object.keys(found).length === 0) {
      create.mutate({
        hostId: draft.hostId,
        target: draft.target.trim(),
        name: draft.name.trim().toLowerCase(),
        level: draft.level,
      });
    }
  }
  const shown = { ...refused, ...problems };
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <HostField
        value={draft.hostId}
        error={shown.hostId}
        onChange={(next) => change({ hostId: next })}
      />
      <Field
        label="Where it listens"
        hint="A port on the host, or an address such as http://127.0.0.1:3000."
        error={shown.target}
      >
        {(control) => (
          <TextInput
            {...control}
            value={draft.target}
            placeholder="3000"
            autoComplete="off"
            className="font-mono"
            onChange={(event) => change({ target: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Name"
        hint="Becomes the first part of its address: small letters, digits and hyphens."
        error={shown.name}
      >
        {(control) => (
          <TextInput
            {...control}
            value={draft.name}
            placeholder="notes"
            maxLength={63}
            autoComplete="off"
            className="font-mono"
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <LevelField level={draft.level} onChange={(level) => change({ level })} />
      {create.isError && Object.keys(refused).length === 0 && (
        <ErrorCard title="The app was not added" error={create.error} />
      )}
      <Actions className="mt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" busy={create.isPending}>
          Add app
        </Button>
      </Actions>
    </form>
  );
}

function HostField({
  value,
  error,
  onChange,
}: {
  value: string | undefined;
  error: string | undefined;
  onChange: (hostId: string) => void;
}) {
  const query = useHosts(everyHost);
  const hosts = query.data?.pages.flatMap((page) => page.items) ?? [];
  const usable = hosts.filter((host) => host.status === "active");
  if (query.isSuccess && usable.length === 0) {
    return (
      <p className="rounded-md border border-line bg-sunken px-3 py-2.5 text-ink-2 text-sm">
        There is no host yet.{" "}
        <Link href={paths.addHost()} className="font-medium text-accent hover:underline">
          Add one first
        </Link>
        .
      </p>
    );
  }
  return (
    <Field label="Host" error={error ?? sentenceOf(query.error)}>
      {(control) => (
        <Select
          {...control}
          value={value}
          placeholder={query.isPending ? "Loading…" : "Choose a host"}
          disabled={query.isPending}
          options={usable.map((host) => ({
            value: host.hostId,
            label: host.name,
            note: host.online ? "Online" : "Offline now",
          }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
