"use client";

import { useQuery } from "@tanstack/react-query";
import { ImageUp } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Empty } from "../design/empty.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { formatBytes } from "../design/format.ts";
import { PageBody } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { Select } from "../design/select.tsx";
import { useMay } from "../shell/viewer.tsx";
import { ChooseFiles } from "./choose-files.tsx";
import { DropArea } from "./drop-area.tsx";
import { readTags } from "./edit-draft.ts";
import { UploadList } from "./upload-list.tsx";
import { useGalleryUploads } from "./uploads-provider.tsx";
import { useAlbums } from "./use-images.ts";

const noAlbum = "none";

/** Sends many files at once, into an album and under tags that are chosen first. */
export function UploadPage() {
  const uploads = useGalleryUploads();
  const limits = useQuery(useTRPC().gallery.uploads.limits.queryOptions());
  const [albumId, setAlbumId] = useState<string>();
  const [tags, setTags] = useState("");
  const add = (files: Iterable<File>) => uploads.add(files, { albumId, tags: readTags(tags) });
  return (
    <DropArea disabled={false} onFiles={add}>
      <PageBody>
        <Panel
          aria-label="Where the photos go"
          className="grid gap-4 px-4 py-4 sm:grid-cols-2 sm:px-5"
        >
          <AlbumField albumId={albumId} onAlbum={setAlbumId} />
          <Field label="Tags" hint="Separated by commas. Files that are on their way keep theirs.">
            {(control) => (
              <TextInput
                {...control}
                value={tags}
                maxLength={2_000}
                onChange={({ target }) => setTags(target.value)}
              />
            )}
          </Field>
        </Panel>
        <Panel>
          <Empty
            icon={ImageUp}
            title="Drop photos here"
            action={
              <>
                <ChooseFiles onFiles={add} />
                <ChooseFiles onFiles={add} folder />
              </>
            }
          >
            JPEG, PNG, WebP, AVIF, GIF and HEIC
            {limits.data !== undefined && `, up to ${formatBytes(limits.data.maxUploadBytes)} each`}
            ; HEIC is kept as it is and shown as a JPEG that this browser makes. They are drafts
            until you publish them, and go on while you look at another page of the gallery. A cut
            loses nothing: the same file goes on where it stood.
          </Empty>
        </Panel>
        <UploadList uploads={uploads} />
      </PageBody>
    </DropArea>
  );
}

function AlbumField({
  albumId,
  onAlbum,
}: {
  albumId: string | undefined;
  onAlbum: (albumId: string | undefined) => void;
}) {
  const albums = useAlbums();
  const mayPublish = useMay("gallery.publish");
  const options = [
    { value: noAlbum, label: "No album" },
    ...(albums.data ?? []).map(({ albumId: value, title }) => ({ value, label: title })),
  ];
  return (
    <Field label="Album" hint={mayPublish ? undefined : "Photos wait there as drafts."}>
      {(control) => (
        <Select
          {...control}
          value={albumId ?? noAlbum}
          options={options}
          onChange={(value) => onAlbum(value === noAlbum ? undefined : value)}
        />
      )}
    </Field>
  );
}
