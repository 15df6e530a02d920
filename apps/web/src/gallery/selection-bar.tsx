"use client";

import { Ellipsis, Eye, EyeOff, FolderPlus, RotateCcw, Trash2, X } from "lucide-react";
import { useState } from "react";
import type { Inputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { formatCount } from "../design/format.ts";
import { Menu, MenuItem, MenuNote, MenuRule } from "../design/menu.tsx";
import { useMay } from "../shell/viewer.tsx";
import { type BulkForm, BulkFormDialog } from "./bulk-form.tsx";
import { tellChanged } from "./bulk-words.ts";
import type { BulkChange, BulkResult, ImageItem } from "./gallery-query.ts";
import { LeftPhotos } from "./left-photos.tsx";
import { useAlbums, useGalleryKeys } from "./use-images.ts";

type ImageSelection = Inputs["gallery"]["images"]["bulk"]["selection"];

export interface SelectionBarProps {
  /** Those of the chosen that are loaded. */
  selected: readonly ImageItem[];
  selection: ImageSelection;
  /** The album that is shown, out of which photos may be taken. */
  albumId: string | undefined;
  /** Chooses all that match, also those that are not loaded; null when nothing is left out. */
  onAll: (() => void) | null;
  onClear: () => void;
}

/** What can be done to the photos that are selected. */
export function SelectionBar({ selected, selection, albumId, onAll, onClear }: SelectionBarProps) {
  const mayPublish = useMay("gallery.publish");
  const [left, setLeft] = useState<BulkResult["unchanged"]>([]);
  const [form, setForm] = useState<BulkForm | null>(null);
  const { change, busy } = useBulk(selection, (result) => {
    setForm(null);
    if (result.unchanged.length > 0) setLeft(result.unchanged);
    else onClear();
  });
  const close = () => {
    setLeft([]);
    onClear();
  };
  return (
    <section
      aria-label="Selected photos"
      className="sticky bottom-4 z-20 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-raised p-2 pl-4 shadow-2 max-md:bottom-20"
    >
      <p className="mr-auto text-ink text-sm" aria-live="polite">
        {"matching" in selection
          ? "All photos that match selected"
          : `${formatCount(selected.length, "photo")} selected`}
        {onAll !== null && (
          <Button look="ghost" size="sm" className="ml-1" onClick={onAll}>
            Select all that match
          </Button>
        )}
      </p>
      {mayPublish && (
        <>
          <Button
            look="primary"
            size="sm"
            disabled={busy}
            onClick={() => change({ kind: "publish" }, "published")}
          >
            <Eye aria-hidden="true" /> Publish
          </Button>
          <Button
            size="sm"
            disabled={busy}
            onClick={() => change({ kind: "unpublish" }, "withdrawn")}
          >
            <EyeOff aria-hidden="true" /> Unpublish
          </Button>
          <AddToAlbum
            busy={busy}
            onAlbum={(chosen) => change({ kind: "add-to-album", albumId: chosen }, "added")}
          />
        </>
      )}
      <RetryFailed selected={selected} />
      <MoreChanges
        busy={busy}
        albumId={mayPublish ? albumId : undefined}
        onForm={setForm}
        onChange={change}
      />
      <Button
        look="danger"
        size="sm"
        disabled={busy}
        onClick={() => change({ kind: "trash" }, "moved to the trash")}
      >
        <Trash2 aria-hidden="true" /> Move to trash
      </Button>
      <Button look="ghost" size="icon-sm" aria-label="Clear the selection" onClick={onClear}>
        <X aria-hidden="true" />
      </Button>
      {form !== null && (
        <BulkFormDialog form={form} busy={busy} onChange={change} onClose={() => setForm(null)} />
      )}
      {left.length > 0 && <LeftPhotos unchanged={left} images={selected} onClose={close} />}
    </section>
  );
}

/** Makes one change to all that is selected, and says what came of it. */
function useBulk(selection: ImageSelection, onResult: (result: BulkResult) => void) {
  const trpc = useTRPC();
  const [verb, setVerb] = useState("changed");
  const bulk = useChange({
    ...trpc.gallery.images.bulk.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The photos were not changed",
    done: (result) => tellChanged(verb, result),
    onDone: onResult,
  });
  return {
    busy: bulk.isPending,
    change(change: BulkChange, done: string) {
      setVerb(done);
      bulk.mutate({ selection, change });
    },
  };
}

type Change = (change: BulkChange, done: string) => void;

interface MoreChangesProps {
  busy: boolean;
  albumId: string | undefined;
  onForm: (form: BulkForm) => void;
  onChange: Change;
}

function MoreChanges({ busy, albumId, onForm, onChange }: MoreChangesProps) {
  const mayPublish = useMay("gallery.publish");
  return (
    <Menu
      side="top"
      trigger={
        <Button size="sm" disabled={busy}>
          <Ellipsis aria-hidden="true" /> More
        </Button>
      }
    >
      <MenuItem onSelect={() => onForm("add-tags")}>Add tags…</MenuItem>
      <MenuItem onSelect={() => onForm("remove-tags")}>Remove a tag…</MenuItem>
      <MenuItem onSelect={() => onForm("set-texts")}>Set title, credit, license…</MenuItem>
      <MenuItem onSelect={() => onForm("set-place")}>Set the place…</MenuItem>
      <MenuItem onSelect={() => onForm("shift-taken")}>Shift the time…</MenuItem>
      {mayPublish && (
        <>
          <MenuRule />
          <MenuItem onSelect={() => onChange({ kind: "set-on-home", onHome: true }, "shown")}>
            Show on the front page
          </MenuItem>
          <MenuItem
            onSelect={() =>
              onChange({ kind: "set-on-home", onHome: false }, "kept off the front page")
            }
          >
            Keep off the front page
          </MenuItem>
        </>
      )}
      {albumId !== undefined && (
        <MenuItem onSelect={() => onChange({ kind: "remove-from-album", albumId }, "taken out")}>
          Take out of this album
        </MenuItem>
      )}
    </Menu>
  );
}

function RetryFailed({ selected }: { selected: readonly ImageItem[] }) {
  const trpc = useTRPC();
  const mayOperate = useMay("gallery.operate");
  const retry = useChange({
    ...trpc.gallery.images.retry.mutationOptions(),
    refresh: useGalleryKeys(),
    failed: "The photo was not tried again",
  });
  const failed = selected.filter(({ failure }) => failure !== null);
  if (!mayOperate || failed.length === 0) return null;
  return (
    <Button
      size="sm"
      busy={retry.isPending}
      onClick={() => {
        for (const { imageId } of failed) retry.mutate({ imageId });
      }}
    >
      <RotateCcw aria-hidden="true" /> Try again
    </Button>
  );
}

function AddToAlbum({ busy, onAlbum }: { busy: boolean; onAlbum: (albumId: string) => void }) {
  const albums = useAlbums();
  return (
    <Menu
      side="top"
      trigger={
        <Button size="sm" disabled={busy}>
          <FolderPlus aria-hidden="true" /> Add to album
        </Button>
      }
    >
      {albums.data?.length === 0 && <MenuNote>There are no albums yet.</MenuNote>}
      {albums.data?.map(({ albumId, title }) => (
        <MenuItem key={albumId} onSelect={() => onAlbum(albumId)}>
          {title}
        </MenuItem>
      ))}
    </Menu>
  );
}
