/** The words that this domain checks; `auth` maps roles to them. */
export const galleryPermissions = [
  "gallery.read",
  "gallery.upload",
  "gallery.write",
  "gallery.publish",
  "gallery.operate",
  "gallery.admin",
] as const;

export type GalleryPermission = (typeof galleryPermissions)[number];
