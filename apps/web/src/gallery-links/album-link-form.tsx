"use client";

import { useState } from "react";
import { Field, TextInput } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { LinkForm } from "../links/link-form.tsx";
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
  function submit() {
    const found = passwordProblem(draft);
    setProblem(found);
    if (found === undefined) onSubmit(toLinkInput(draft));
  }
  return (
    <LinkForm
      label={draft.label}
      onLabel={(label) => change({ label })}
      busy={busy}
      error={error}
      onCancel={onCancel}
      onSubmit={submit}
    >
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
    </LinkForm>
  );
}
