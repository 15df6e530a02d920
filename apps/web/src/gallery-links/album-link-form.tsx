"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import {
  type AlbumLinkDraft,
  linkDownloads,
  linkLives,
  passwordProblem,
  toLinkInput,
} from "./album-link-draft.ts";
import type { AlbumChoice, AlbumLinkInput } from "./album-link-types.ts";

export interface AlbumLinkFormProps {
  albums: readonly AlbumChoice[];
  busy: boolean;
  error: unknown;
  onCancel: () => void;
  onSubmit: (link: AlbumLinkInput) => void;
}

export function AlbumLinkForm({ albums, busy, error, onCancel, onSubmit }: AlbumLinkFormProps) {
  const [draft, setDraft] = useState<AlbumLinkDraft>({
    ...{ label: "", albumId: albums[0]?.value ?? "", password: "" },
    ...{ life: "30d", download: "album" },
  });
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const change = (part: Partial<AlbumLinkDraft>) => setDraft({ ...draft, ...part });
  function submit(event: FormEvent) {
    event.preventDefault();
    const found = passwordProblem(draft);
    setProblem(found);
    if (found === undefined) onSubmit(toLinkInput(draft));
  }
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4" noValidate>
      <Field label="Name" hint="Whom or what it is for. Guests do not see it.">
        {(control) => (
          <TextInput
            {...control}
            value={draft.label}
            placeholder="For Grace"
            maxLength={100}
            autoFocus
            autoComplete="off"
            onChange={(event) => change({ label: event.target.value })}
          />
        )}
      </Field>
      <Field label="Album" hint="Albums inside it are opened as well.">
        {(control) => (
          <Select
            {...control}
            value={draft.albumId}
            options={albums}
            onChange={(albumId) => change({ albumId })}
          />
        )}
      </Field>
      <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2">
        <Field label="Ends after">
          {(control) => (
            <Select
              {...control}
              value={draft.life}
              options={linkLives}
              onChange={(life) => change({ life })}
            />
          )}
        </Field>
        <Field label="Downloads">
          {(control) => (
            <Select
              {...control}
              value={draft.download}
              options={linkDownloads}
              onChange={(download) => change({ download })}
            />
          )}
        </Field>
      </div>
      <Field label="Password" hint="Empty: none." error={problem}>
        {(control) => (
          <TextInput
            {...control}
            value={draft.password}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => change({ password: event.target.value })}
          />
        )}
      </Field>
      {error !== null && <ErrorCard title="The link was not created" error={error} />}
      <Actions className="mt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" busy={busy}>
          Create link
        </Button>
      </Actions>
    </form>
  );
}
