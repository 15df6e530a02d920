import type { Option } from "../../design/select.tsx";
import { visibilityOptions } from "./album-words.ts";

export const noCover = "first";

/** A setting of an album that is one of a few words. `none` stands for what the gallery says. */
export interface AlbumChoice {
  name: "visibility" | "orderBy" | "location" | "download" | "layout";
  label: string;
  options: readonly Option<string>[];
  /** What has to be known of a choice, by its value. */
  warn?: Readonly<Record<string, string>>;
}

export const albumChoices: readonly AlbumChoice[] = [
  { name: "visibility", label: "Who may see it", options: visibilityOptions },
  {
    name: "orderBy",
    label: "Order",
    options: [
      { value: "manual", label: "By hand" },
      { value: "taken_desc", label: "Taken, newest first" },
      { value: "taken_asc", label: "Taken, oldest first" },
      { value: "added_desc", label: "Added, newest first" },
      { value: "added_asc", label: "Added, oldest first" },
      { value: "shuffle", label: "Shuffled for each visitor" },
    ],
  },
  {
    name: "location",
    label: "Where photos were taken",
    options: [
      { value: "hidden", label: "Hidden" },
      { value: "approximate", label: "Approximate", note: "To about a kilometre" },
      { value: "exact", label: "Exact" },
    ],
    warn: { exact: "Visitors see exactly where each photo was taken, such as somebody's home." },
  },
  {
    name: "download",
    label: "Download",
    options: [
      { value: "never", label: "Never" },
      { value: "clean", label: "Without metadata" },
      { value: "original", label: "The original file" },
    ],
    warn: {
      original: "Originals hold what the camera wrote: the place, serial numbers and names.",
    },
  },
  {
    name: "layout",
    label: "Layout",
    options: [
      { value: "none", label: "As the gallery" },
      { value: "masonry", label: "Rows" },
      { value: "single", label: "One column" },
    ],
  },
];
