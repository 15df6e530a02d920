"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { SearchField } from "../design/search-field.tsx";
import { type Option, Select } from "../design/select.tsx";
import { visibilityWord } from "./albums/album-words.ts";
import { isEverything, type PhotoFilter, readPhotoFilter } from "./photo-filter.ts";
import { useAlbums, useTags } from "./use-images.ts";

const all = "all";

const stateOptions: readonly Option<string>[] = [
  { value: all, label: "Any state" },
  { value: "draft", label: "Drafts" },
  { value: "published", label: "Published" },
  { value: "processing", label: "Processing" },
  { value: "needs-conversion", label: "Needs conversion" },
  { value: "failed", label: "Failed" },
];

interface Narrowing {
  name: "albumId" | "tagId" | "camera" | "lens";
  label: string;
  /** What is said while it narrows nothing. */
  any: string;
  options: readonly Option<string>[];
}

export interface PhotoFiltersProps {
  filter: PhotoFilter;
  onChange: (filter: PhotoFilter) => void;
}

/** By what the photos are narrowed; each choice stands in the address. */
export function PhotoFilters({ filter, onChange }: PhotoFiltersProps) {
  const facets = useQuery(useTRPC().gallery.images.facets.queryOptions());
  const albums = useAlbums();
  const tags = useTags();
  const tagItems = tags.data?.pages.flatMap(({ items }) => items) ?? [];
  const counted = (names: readonly { name: string; images: number }[] | undefined) =>
    (names ?? []).map(({ name, images }) => ({ value: name, label: name, note: `${images}` }));
  const choices: readonly Narrowing[] = [
    {
      name: "albumId",
      label: "Album",
      any: "Any album",
      options: (albums.data ?? []).map(({ albumId, title, images, effectiveVisibility }) => ({
        ...{
          value: albumId,
          label: title,
          note: `${images} · ${visibilityWord(effectiveVisibility)}`,
        },
      })),
    },
    {
      name: "tagId",
      label: "Tag",
      any: "Any tag",
      options: tagItems.map(({ tagId, name, images }) => ({
        ...{ value: tagId, label: name, note: `${images}` },
      })),
    },
    {
      name: "camera",
      label: "Camera",
      any: "Any camera",
      options: counted(facets.data?.cameras),
    },
    { name: "lens", label: "Lens", any: "Any lens", options: counted(facets.data?.lenses) },
  ];
  return (
    <search aria-label="Narrow the photos" className="flex flex-wrap items-center gap-2">
      <SearchField
        label="Words or file name"
        value={filter.words ?? ""}
        onChange={(words) => onChange({ ...filter, words: words || undefined })}
      />
      <Choice
        label="State"
        value={filter.state}
        options={stateOptions}
        onChange={(said) =>
          onChange({ ...filter, state: readPhotoFilter(() => said ?? null).state })
        }
      />
      {choices.map(({ name, label, any, options }) => (
        <Choice
          key={name}
          label={label}
          value={filter[name]}
          options={[{ value: all, label: any }, ...options]}
          onChange={(value) => onChange({ ...filter, [name]: value })}
        />
      ))}
      {!isEverything(filter) && (
        <Button look="ghost" onClick={() => onChange(readPhotoFilter(() => undefined))}>
          Show everything
        </Button>
      )}
    </search>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: readonly Option<string>[];
  onChange: (value: string | undefined) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <div className="w-36 max-sm:w-[calc(50%-0.25rem)]">
      <Select
        aria-label={label}
        value={value ?? all}
        options={options}
        onChange={(next) => onChange(next === all ? undefined : next)}
      />
    </div>
  );
}
