import { watchGallery } from "@homeport/gallery";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { galleryAlbumsRouter } from "./gallery-albums.ts";
import { galleryImagesRouter } from "./gallery-images.ts";
import { galleryLinksRouter } from "./gallery-links.ts";
import { galleryPublicRouter } from "./gallery-public.ts";
import { gallerySettingsRouter, galleryStatsRouter } from "./gallery-settings.ts";
import { galleryStorageRouter } from "./gallery-storage.ts";
import { galleryTagsRouter } from "./gallery-tags.ts";
import { galleryTasksRouter } from "./gallery-tasks.ts";
import { galleryUploadsRouter } from "./gallery-uploads.ts";
import { whileAllowed } from "./while-allowed.ts";

export const galleryRouter = trpc.router({
  images: galleryImagesRouter,
  albums: galleryAlbumsRouter,
  tags: galleryTagsRouter,
  links: galleryLinksRouter,
  settings: gallerySettingsRouter,
  stats: galleryStatsRouter,
  tasks: galleryTasksRouter,
  storage: galleryStorageRouter,
  uploads: galleryUploadsRouter,
  public: galleryPublicRouter,

  /** Which of photos, albums, settings and runs are others now, as soon as it is told; once a second at most. */
  watch: inOrganization("gallery.read").subscription(async function* ({ ctx, signal }) {
    yield* whileAllowed(ctx, "gallery.read", signal, (stop) => watchGallery(ctx.gallery, stop));
  }),
});
