import { z } from "zod";
import { GalleryError } from "../errors.ts";
import { mediaPath } from "../image/media-path.ts";
import { openAccess, requireWhole } from "../public/access.ts";
import { stranger } from "../public/asker.ts";
import { openAlbum } from "../public/open-album.ts";
import type { PublicGallery } from "../public/open-public.ts";
import { describeImage } from "../public/view.ts";
import type { Feed, FeedItem } from "./feed.ts";
import { renderJsonFeed, renderRss, renderSitemap } from "./render.ts";
import { type FeedRow, findFeedItems, findSitemap } from "./store.ts";

/** What is told of a gallery to programs. */
export const feedKinds = ["rss", "json", "sitemap"] as const;
export type FeedKind = (typeof feedKinds)[number];

export interface FeedInput {
  slug: string;
  album: string | null;
  kind: FeedKind;
}

/** How a page is addressed; the gallery knows no addresses of its own. */
export interface FeedAddresses {
  gallery(slug: string): string;
  album(slug: string, album: string): string;
  image(slug: string, imageId: string): string;
  feed(input: FeedInput): string;
  media(path: string): string;
}

/**
 * Answers a gallery's feed, or an album's, as a stranger may have it, rendered once for each generation of the gallery.
 * Throws GALLERY_NOT_FOUND, also where feeds are off.
 */
export function createFeeds(
  gallery: PublicGallery,
  addresses: FeedAddresses,
): (input: FeedInput) => Promise<string> {
  const read = gallery.remember("gallery-feed", async (key) =>
    renderFeed(gallery, addresses, rememberedKey.parse(JSON.parse(key))[0]),
  );
  return async (input) => {
    const { organizationId } = await openAccess(gallery, input.slug, stranger);
    const { visibility, content } = await gallery.barrier.read(organizationId);
    return await read(organizationId, JSON.stringify([input, visibility, content]));
  };
}

const rememberedKey = z.tuple([
  z.object({ slug: z.string(), album: z.string().nullable(), kind: z.enum(feedKinds) }),
  z.number(),
  z.number(),
]);

async function renderFeed(
  gallery: PublicGallery,
  addresses: FeedAddresses,
  input: FeedInput,
): Promise<string> {
  const { orm } = gallery.deps.db;
  const access = await openAccess(gallery, input.slug, stranger);
  if (input.kind === "sitemap") {
    await requireWhole(access);
    return await renderAddresses(gallery, addresses, input.slug, access.organizationId);
  }
  if (!access.head.hasFeed) throw new GalleryError("GALLERY_NOT_FOUND");
  if (input.album === null) await requireWhole(access);
  const album = input.album === null ? null : await openAlbum(orm, access, input.album);
  const rows = await findFeedItems(orm, access.organizationId, album?.albumId ?? null);
  const { head } = access;
  const feed: Feed = {
    title: album === null ? head.title : `${album.title} · ${head.title}`,
    description: album === null ? head.description : album.description,
    author: head.author,
    pageUrl:
      album === null ? addresses.gallery(input.slug) : addresses.album(input.slug, album.slug),
    feedUrl: addresses.feed(input),
    items: rows.flatMap((row) => viewItem(addresses, input.slug, row)),
  };
  return input.kind === "rss" ? renderRss(feed) : renderJsonFeed(feed);
}

function viewItem(addresses: FeedAddresses, slug: string, row: FeedRow): FeedItem[] {
  const { imageId, accessKey, caption, publishedAt, variant } = row;
  if (publishedAt === null) return [];
  const path =
    variant === null
      ? null
      : mediaPath({ imageId, accessKey, rendition: variant.recipe, edge: variant.edge });
  return [
    {
      id: `urn:uuid:${imageId}`,
      pageUrl: addresses.image(slug, imageId),
      title: describeImage(row),
      caption,
      publishedAt,
      image: variant === null || path === null ? null : { ...variant, url: addresses.media(path) },
    },
  ];
}

async function renderAddresses(
  gallery: PublicGallery,
  addresses: FeedAddresses,
  slug: string,
  organizationId: string,
): Promise<string> {
  const { albums, images } = await findSitemap(gallery.deps.db.orm, organizationId);
  return renderSitemap([
    { url: addresses.gallery(slug), changedAt: null },
    ...albums.map((album) => ({ url: addresses.album(slug, album.slug), changedAt: null })),
    ...images.map(({ imageId, updatedAt }) => ({
      url: addresses.image(slug, imageId),
      changedAt: updatedAt,
    })),
  ]);
}
