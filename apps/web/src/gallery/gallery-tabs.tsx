"use client";

import { TabLinks } from "../design/tab-links.tsx";
import { paths } from "../paths.ts";
import { useViewer } from "../shell/viewer.tsx";

/** Pages of the gallery, in the order of their tabs. Without the permission a tab is left out; none means every member. */
const galleryTabs: readonly { label: string; href: string; permission?: string }[] = [
  { label: "Photos", href: paths.gallery() },
  { label: "Upload", href: paths.galleryUpload(), permission: "gallery.upload" },
  { label: "Albums", href: paths.galleryAlbums() },
  { label: "Tags", href: paths.galleryTags() },
  { label: "Tasks", href: paths.galleryTasks() },
  { label: "Links", href: paths.galleryLinks(), permission: "gallery.publish" },
  { label: "Statistics", href: paths.galleryStats() },
  { label: "Settings", href: paths.gallerySettings() },
  { label: "Trash", href: paths.galleryTrash() },
  { label: "Storage", href: paths.galleryStorage(), permission: "gallery.admin" },
];

export function GalleryTabs() {
  const { permissions } = useViewer();
  const tabs = galleryTabs.filter(
    ({ permission }) => permission === undefined || permissions.includes(permission),
  );
  return <TabLinks label="Gallery" tabs={tabs} />;
}
