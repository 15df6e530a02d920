import { paths } from "../paths.ts";
import type { NavPage } from "./nav.ts";

/** Pages of the gallery, for the search. */
export const galleryPages: NavPage[] = [
  {
    id: "gallery-upload",
    label: "Upload photos",
    href: paths.galleryUpload(),
    keywords: "send add files folders camera",
    permission: "gallery.upload",
  },
  {
    id: "gallery-albums",
    label: "Albums",
    href: paths.galleryAlbums(),
    keywords: "order arrange nest visibility cover",
    permission: "gallery.read",
  },
  {
    id: "gallery-tags",
    label: "Photo tags",
    href: paths.galleryTags(),
    keywords: "keywords labels rename merge",
    permission: "gallery.read",
  },
  {
    id: "gallery-links",
    label: "Links to albums",
    href: paths.galleryLinks(),
    keywords: "share secret address password guest qr",
    permission: "gallery.publish",
  },
  {
    id: "gallery-tasks",
    label: "Gallery tasks",
    href: paths.galleryTasks(),
    keywords: "preprocess renditions metadata exif reprocess backlog failed photos",
    permission: "gallery.read",
  },
  {
    id: "gallery-stats",
    label: "Photo statistics",
    href: paths.galleryStats(),
    keywords: "counts cameras lenses bytes months",
    permission: "gallery.read",
  },
  {
    id: "gallery-settings",
    label: "Gallery settings",
    href: paths.gallerySettings(),
    keywords: "title author license layout map feed quota time zone",
    permission: "gallery.read",
  },
  {
    id: "gallery-trash",
    label: "Photo trash",
    href: paths.galleryTrash(),
    keywords: "deleted restore empty bin",
    permission: "gallery.read",
  },
  {
    id: "gallery-storage",
    label: "Storage of photos",
    href: paths.galleryStorage(),
    keywords: "bucket s3 folder disk quota sweep check",
    permission: "gallery.admin",
  },
];
