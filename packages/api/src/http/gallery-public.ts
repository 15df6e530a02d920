import { actorOf, actorOfKey, permissionsOf } from "@homeport/auth";
import {
  createFeeds,
  type Download,
  type FeedAddresses,
  type FeedInput,
  GalleryError,
  openAlbumLink,
  readDownload,
  readDownloadPath,
  readOriginal,
  readShareSecrets,
  shareCookie,
} from "@homeport/gallery";
import { PlatformError } from "@homeport/platform";
import { z } from "zod";
import { askerOf } from "../context/asker.ts";
import { createApiContext } from "../context/create-context.ts";
import type { ApiDeps } from "../context/deps.ts";
import type { ApiRequest } from "../context/request.ts";
import { ApiError } from "../errors.ts";
import { takeAddressRate, takeKeyedRate } from "../rate.ts";

/** The plain routes of public galleries, and who may call them. */
export const publicGalleryRoutes = {
  feed: { prefix: "/g/", who: "anyone" },
  download: { prefix: "/download/", who: "anyone" },
  share: { prefix: "/s/", who: "anyone" },
  original: { prefix: "/api/v1/images/", who: "gallery.read" },
} as const;

/** A gallery's feeds, as strangers have them. Throws GALLERY_NOT_FOUND. */
export function createPublicFeeds(deps: ApiDeps, addresses: FeedAddresses) {
  const readFeed = createFeeds(deps.publicGallery, addresses);
  return (input: FeedInput): Promise<string> => readFeed(input);
}

const downloadQuery = z.object({
  mode: z.enum(["clean", "original"]),
  album: z.string().min(1).max(100).optional(),
});

/** A photo as a file, where its albums allow it. Throws IMAGE_NOT_FOUND, DOWNLOAD_REFUSED and RATE_LIMITED. */
export function createDownloads(deps: ApiDeps) {
  return async function answer(
    asked: ApiRequest,
    path: string,
    query: URLSearchParams,
  ): Promise<Download> {
    const ctx = createApiContext(deps, asked);
    await takeAddressRate(ctx, "gallery-download");
    const name = readDownloadPath(path);
    const chosen = downloadQuery.safeParse(Object.fromEntries(query));
    if (name === null || !chosen.success) throw new GalleryError("IMAGE_NOT_FOUND");
    return await readDownload(deps.publicGallery, { ...name, ...chosen.data }, askerOf(ctx));
  };
}

const originalPath = /^\/api\/v1\/images\/([0-9a-f-]{36})\/original$/;

/**
 * The file of a photo, as it was uploaded, for one of the organization that it belongs to. Throws SIGN_IN_REQUIRED, and
 * IMAGE_NOT_FOUND for anybody else's.
 */
export function createOriginals(deps: ApiDeps) {
  return async function answer(asked: ApiRequest, path: string): Promise<Download> {
    const ctx = createApiContext(deps, asked);
    const imageId = originalPath.exec(path)?.[1];
    const caller = await ctx.readCaller({ fresh: true });
    if (caller === null) throw new ApiError("SIGN_IN_REQUIRED");
    await takeAddressRate(ctx, "gallery-download");
    if (imageId === undefined) throw new GalleryError("IMAGE_NOT_FOUND");
    const actor = caller.kind === "key" ? actorOfKey(caller.key) : actorOf(caller.session);
    for (const { organizationId, roles } of await ctx.readMemberships()) {
      const permissions = permissionsOf(roles);
      if (!permissions.has(publicGalleryRoutes.original.who)) continue;
      const acting = { ...deps.gallery, actor, organizationId, permissions };
      const { address, requestId } = asked;
      const found = await ifFound(readOriginal({ ...acting, address, requestId }, { imageId }));
      if (found !== null) return found;
    }
    throw new GalleryError("IMAGE_NOT_FOUND");
  };
}

/** Null for a photo that this organization does not have: another of the caller's may. */
async function ifFound(reading: Promise<Download>): Promise<Download | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof GalleryError && error.code === "IMAGE_NOT_FOUND") return null;
    throw error;
  }
}

export interface OpenedShare {
  readonly organizationSlug: string;
  readonly albumSlug: string;
  readonly setCookie: string;
}

/**
 * Lets a browser in by a share link. Throws LINK_ENDED, LINK_PASSWORD, and RATE_LIMITED after five tries a minute, counted
 * for the link and for the address.
 */
export function createShares(deps: ApiDeps) {
  return async function open(
    asked: ApiRequest,
    token: string,
    password: string | null,
  ): Promise<OpenedShare> {
    const ctx = createApiContext(deps, asked);
    const opened = await openAlbumLink(deps.publicGallery, { token, password }, async (linkId) => {
      await takeAddressRate(ctx, "gallery-share");
      await takeKeyedRate(ctx, "gallery-share", `link ${linkId}`);
    });
    const kept = readShareSecrets(asked.headers.get("cookie"), deps.webUrl);
    const { organizationSlug, albumSlug, secret, lastsMs } = opened;
    const maxAgeSeconds = Math.max(1, Math.floor(lastsMs / 1_000));
    const setCookie = shareCookie(deps.webUrl, { added: secret, kept }, maxAgeSeconds);
    return { organizationSlug, albumSlug, setCookie };
  };
}

/** Whether an error says that a password is wanted, or that the link is over. */
export function shareRefusal(error: unknown): "password" | "ended" | "wait" | null {
  if (error instanceof PlatformError && error.code === "RATE_LIMITED") return "wait";
  if (!(error instanceof GalleryError)) return null;
  if (error.code === "LINK_PASSWORD") return "password";
  return error.code === "LINK_ENDED" ? "ended" : null;
}
