import { door } from "./door.ts";

/** Photos, albums, and what is done to them. */
export const galleryDoors = {
  "gallery.albums.addImages": door("mutation gallery.publish", ({ codeId, albumId }) => ({
    albumId,
    imageIds: [codeId],
  })),
  "gallery.albums.arrange": door("mutation gallery.publish", ({ codeId, albumId }) => ({
    albumId,
    imageIds: [codeId],
    afterId: null,
  })),
  "gallery.albums.create": door("mutation gallery.publish", () => ({ title: "Winter" })),
  "gallery.albums.delete": door("mutation gallery.publish", ({ albumId }) => ({ albumId })),
  "gallery.albums.get": door("query gallery.read", ({ albumId }) => ({ albumId })),
  "gallery.albums.images": door("query gallery.read", ({ albumId }) => ({ albumId })),
  "gallery.albums.list": door("query gallery.read"),
  "gallery.albums.move": door("mutation gallery.publish", ({ albumId }) => ({
    albumId,
    parentId: null,
    afterId: null,
  })),
  "gallery.albums.removeImages": door("mutation gallery.publish", ({ codeId, albumId }) => ({
    albumId,
    imageIds: [codeId],
  })),
  "gallery.albums.update": door("mutation gallery.publish", ({ albumId }) => ({
    albumId,
    version: 1,
    title: "Other",
  })),
  "gallery.images.bulk": door("mutation gallery.write", ({ imageId }) => ({
    selection: { imageIds: [imageId] },
    change: { kind: "trash" },
  })),
  "gallery.images.emptyTrash": door("mutation gallery.admin"),
  "gallery.images.facets": door("query gallery.read"),
  "gallery.images.get": door("query gallery.read", ({ imageId }) => ({ imageId })),
  "gallery.images.list": door("query gallery.read", () => ({})),
  "gallery.images.publish": door("mutation gallery.publish", ({ codeId }) => ({
    imageIds: [codeId],
  })),
  "gallery.images.purge": door("mutation gallery.admin", ({ imageId }) => ({
    imageIds: [imageId],
  })),
  "gallery.images.reprocess": door("mutation gallery.operate", ({ imageId }) => ({
    imageIds: [imageId],
  })),
  "gallery.images.restore": door("mutation gallery.write", ({ codeId }) => ({
    imageIds: [codeId],
  })),
  "gallery.images.retry": door("mutation gallery.operate", ({ imageId }) => ({ imageId })),
  "gallery.images.trash": door("mutation gallery.write", ({ codeId }) => ({ imageIds: [codeId] })),
  "gallery.images.unpublish": door("mutation gallery.publish", ({ codeId }) => ({
    imageIds: [codeId],
  })),
  "gallery.images.update": door("mutation gallery.write", ({ imageId }) => ({
    imageId,
    version: 1,
    title: "Other",
  })),
  "gallery.links.create": door("mutation gallery.publish", ({ albumId }) => ({ albumId })),
  "gallery.links.list": door("query gallery.publish"),
  "gallery.links.revoke": door("mutation gallery.publish", ({ codeId }) => ({ linkId: codeId })),
  "gallery.links.setPassword": door("mutation gallery.publish", ({ codeId }) => ({
    linkId: codeId,
    password: null,
  })),
  "gallery.public.album": door("query anyone", ({ gallerySlug }) => ({
    slug: gallerySlug,
    album: "summer",
  })),
  "gallery.public.albums": door("query anyone", ({ gallerySlug }) => ({ slug: gallerySlug })),
  "gallery.public.facets": door("query anyone", ({ gallerySlug }) => ({ slug: gallerySlug })),
  "gallery.public.home": door("query anyone", ({ gallerySlug }) => ({ slug: gallerySlug })),
  "gallery.public.image": door("query anyone", ({ codeId, gallerySlug }) => ({
    slug: gallerySlug,
    imageId: codeId,
  })),
  "gallery.public.map": door("query anyone", ({ gallerySlug }) => ({ slug: gallerySlug })),
  "gallery.public.neighbours": door("query anyone", ({ codeId, gallerySlug }) => ({
    slug: gallerySlug,
    imageId: codeId,
  })),
  "gallery.public.search": door("query anyone", ({ gallerySlug }) => ({
    slug: gallerySlug,
    words: "x",
  })),
  "gallery.public.tag": door("query anyone", ({ gallerySlug }) => ({
    slug: gallerySlug,
    tag: "sea",
  })),
  "gallery.settings.get": door("query gallery.read"),
  "gallery.settings.update": door("mutation gallery.admin", () => ({ version: 1, title: "Other" })),
  "gallery.stats.get": door("query gallery.read", () => ({})),
  "gallery.storage.check": door("mutation gallery.admin"),
  "gallery.storage.status": door("query gallery.admin"),
  "gallery.storage.sweep": door("mutation gallery.admin"),
  "gallery.tags.delete": door("mutation gallery.publish", ({ codeId }) => ({ tagId: codeId })),
  "gallery.tags.list": door("query gallery.read", () => ({})),
  "gallery.tags.merge": door("mutation gallery.publish", ({ codeId, linkId }) => ({
    tagId: codeId,
    intoId: linkId,
  })),
  "gallery.tags.rename": door("mutation gallery.publish", ({ codeId }) => ({
    tagId: codeId,
    name: "Sea",
  })),
  "gallery.tasks.cancel": door("mutation gallery.operate", ({ runId }) => ({ runId })),
  "gallery.tasks.get": door("query gallery.read", ({ runId }) => ({ runId })),
  "gallery.tasks.issues": door("query gallery.read", ({ runId }) => ({ runId })),
  "gallery.tasks.list": door("query gallery.read", () => ({})),
  "gallery.tasks.now": door("query gallery.read"),
  "gallery.tasks.outdated": door("query gallery.read"),
  "gallery.tasks.preview": door("query gallery.read", () => ({ kind: "preprocess-images" })),
  "gallery.tasks.retryAll": door("mutation gallery.operate"),
  "gallery.tasks.setAside": door("query gallery.read", () => ({})),
  "gallery.tasks.start": door("mutation gallery.operate", () => ({ kind: "preprocess-images" })),
  "gallery.tasks.tick": door("mutation gallery.operate"),
  "gallery.tasks.watch": door("subscription gallery.read"),
  "gallery.uploads.cancel": door("mutation gallery.upload", ({ uploadId }) => ({ uploadId })),
  "gallery.uploads.check": door("query gallery.upload", () => ({ sha256: ["0".repeat(64)] })),
  "gallery.uploads.get": door("query gallery.upload", ({ uploadId }) => ({ uploadId })),
  "gallery.uploads.limits": door("query gallery.upload"),
  "gallery.uploads.list": door("query gallery.upload"),
  "gallery.watch": door("subscription gallery.read"),
};
