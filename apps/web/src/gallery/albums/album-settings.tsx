"use client";

import type { FormEvent } from "react";
import { useTRPC } from "../../data/trpc.ts";
import { Button } from "../../design/button.tsx";
import { controlClass, Field, TextInput } from "../../design/field.tsx";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { Select } from "../../design/select.tsx";
import { Switch } from "../../design/switch.tsx";
import type { AlbumItem } from "../gallery-query.ts";
import { nameOf } from "../image-words.ts";
import { SaveFailure } from "../save-failure.tsx";
import { useAlbumImages, useGalleryKeys } from "../use-images.ts";
import { useVersioned } from "../use-versioned.ts";
import { type AlbumChoice, albumChoices, noCover } from "./album-choices.ts";

/** Who sees an album, in which order, and what they may do with its photos. */
export function AlbumSettings({ album }: { album: AlbumItem }) {
  const trpc = useTRPC();
  const { albumId } = album;
  const form = useVersioned({
    stored: album,
    mutation: trpc.gallery.albums.update.mutationOptions(),
    input: (change, version) => ({ albumId, version, ...change }),
    refresh: [...useGalleryKeys(), trpc.gallery.albums.get.queryKey({ albumId })],
    failed: "The album was not changed",
  });
  const { draft, set } = form;
  function submit(event: FormEvent) {
    event.preventDefault();
    form.save();
  }
  return (
    <Panel aria-label="Settings of the album">
      <PanelHead title="Settings" />
      <form onSubmit={submit} className="grid items-start gap-4 p-4 sm:grid-cols-2 sm:p-5">
        <div className="empty:hidden sm:col-span-2">
          <SaveFailure form={form} what="The album" />
        </div>
        <Field label="Title">
          {(control) => (
            <TextInput
              {...control}
              required
              maxLength={200}
              autoCapitalize="sentences"
              value={draft.title}
              onChange={({ target }) => set({ title: target.value })}
            />
          )}
        </Field>
        <Field label="Address" hint="The last part of its public address.">
          {(control) => (
            <TextInput
              {...control}
              required
              maxLength={64}
              value={draft.slug}
              onChange={({ target }) => set({ slug: target.value })}
            />
          )}
        </Field>
        <Field label="Description" className="sm:col-span-2">
          {(control) => (
            <textarea
              {...control}
              rows={2}
              maxLength={5_000}
              className={`${controlClass} h-auto py-2`}
              value={draft.description}
              onChange={({ target }) => set({ description: target.value })}
            />
          )}
        </Field>
        {albumChoices.map((choice) => (
          <ChoiceField
            key={choice.name}
            choice={choice}
            value={draft[choice.name]}
            onChange={(value) => set({ [choice.name]: value })}
          />
        ))}
        <Cover
          albumId={albumId}
          value={draft.coverImageId}
          onChange={(coverImageId) => set({ coverImageId })}
        />
        <div className="sm:col-span-2">
          <Switch
            label="Keep file names"
            note="Downloads bear the name of the original file in place of the title."
            checked={draft.keepFileNames}
            onChange={(keepFileNames) => set({ keepFileNames })}
          />
        </div>
        <div className="flex justify-end gap-2 sm:col-span-2">
          <Button disabled={!form.isDirty} onClick={form.reset}>
            Discard
          </Button>
          <Button
            look="primary"
            type="submit"
            busy={form.busy}
            disabled={!form.isDirty || form.isConflicting}
          >
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface ChoiceFieldProps {
  choice: AlbumChoice;
  value: string | null;
  onChange: (value: string | null) => void;
}

function ChoiceField({ choice, value, onChange }: ChoiceFieldProps) {
  const { label, options, warn } = choice;
  return (
    <Field label={label} hint={value === null ? undefined : warn?.[value]}>
      {(control) => (
        <Select
          {...control}
          value={value ?? "none"}
          options={options}
          onChange={(next) => onChange(next === "none" ? null : next)}
        />
      )}
    </Field>
  );
}

interface CoverProps {
  albumId: string;
  value: string | null;
  onChange: (imageId: string | null) => void;
}

function Cover({ albumId, value, onChange }: CoverProps) {
  const query = useAlbumImages(albumId);
  const images = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const options = [
    { value: noCover, label: "Its first photo" },
    ...images.map((image) => ({ value: image.imageId, label: nameOf(image) })),
  ];
  return (
    <Field label="Cover">
      {(control) => (
        <Select
          {...control}
          value={value ?? noCover}
          options={options}
          onChange={(next) => onChange(next === noCover ? null : next)}
        />
      )}
    </Field>
  );
}
