import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { type ApiDeps, createDownloads, createOriginals, createPublicFeeds } from "@homeport/api";
import type { Download, FeedKind } from "@homeport/gallery";
import { PlatformError } from "@homeport/platform";
import { feedFiles, feedPath, paths } from "../paths.ts";
import { allow, askedOf } from "./asked.ts";
import { attachment } from "./attachment.ts";
import { createMapMount } from "./map-mount.ts";
import type { Mount } from "./mount.ts";
import { feedPattern, pathOf, type Route } from "./route-of.ts";
import { sendNotReady } from "./send-not-ready.ts";
import { createShareMount } from "./share-mount.ts";

const feedTypes: Record<FeedKind, string> = {
  rss: "application/rss+xml; charset=utf-8",
  json: "application/feed+json; charset=utf-8",
  sitemap: "application/xml; charset=utf-8",
};

/** All plain routes of public galleries beside their renditions. */
export function publicGalleryMounts(deps: ApiDeps, origin: URL) {
  return {
    feed: createFeedMount(deps, origin),
    download: createDownloadMount(deps),
    original: createOriginalMount(deps),
    share: createShareMount(deps, origin),
    map: createMapMount(),
  } satisfies Partial<Record<Route, Mount>>;
}

/** A gallery's feeds and sitemap. They are asked for again each time, and sent only when they have changed. */
function createFeedMount(deps: ApiDeps, origin: URL): Mount {
  const whole = (path: string) => new URL(path, origin).href;
  const readFeed = createPublicFeeds(deps, {
    gallery: (slug) => whole(paths.publicGallery(slug)),
    album: (slug, album) => whole(paths.publicAlbum(slug, album)),
    image: (slug, imageId) => whole(paths.publicImage(slug, imageId)),
    feed: ({ kind, slug, album }) => whole(feedPath(kind, slug, album ?? undefined)),
    media: whole,
  });
  return async function answer(request, response) {
    allow(request, response, "GET, HEAD");
    const text = await readFeed(readFeedPath(pathOf(request.url ?? "")));
    const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
    response.setHeader("ETag", etag);
    response.setHeader("Cache-Control", "no-cache");
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304).end();
      return;
    }
    const kind = readFeedPath(pathOf(request.url ?? "")).kind;
    response.setHeader("Content-Type", feedTypes[kind]);
    response.end(request.method === "HEAD" ? undefined : text);
  };
}

function readFeedPath(path: string) {
  const [, slug, album, file] = feedPattern.exec(path) ?? [];
  const kind = feedKinds.find((each) => feedFiles[each] === file);
  // An album's photos are in the gallery's own map of its site.
  if (slug === undefined || kind === undefined || (kind === "sitemap" && album !== undefined)) {
    throw new PlatformError("NOT_FOUND");
  }
  return { slug: decodedPart(slug), album: album === undefined ? null : decodedPart(album), kind };
}

const feedKinds = ["rss", "json", "sitemap"] as const satisfies readonly FeedKind[];

/** Throws NOT_FOUND for what no page would be found under either. */
function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new PlatformError("NOT_FOUND");
  }
}

/** `/download/…`: a photo as a file, clean or as it was uploaded, as its albums allow. */
function createDownloadMount(deps: ApiDeps): Mount {
  const findDownload = createDownloads(deps);
  return async function answer(request, response, peer) {
    allow(request, response, "GET, HEAD");
    const url = request.url ?? "";
    const query = new URLSearchParams(url.slice(pathOf(url).length));
    const asked = askedOf(request, response, peer);
    try {
      await sendDownload(request, response, await findDownload(asked, pathOf(url), query));
    } catch (error) {
      sendNotReady(request, response, { error, requestId: peer.requestId });
    }
  };
}

/** `/api/v1/images/<id>/original`: a photo's file, for those whose photo it is. */
function createOriginalMount(deps: ApiDeps): Mount {
  const findOriginal = createOriginals(deps);
  return async function answer(request, response, peer) {
    allow(request, response, "GET, HEAD");
    const asked = askedOf(request, response, peer);
    await sendDownload(request, response, await findOriginal(asked, pathOf(request.url ?? "")));
  };
}

async function sendDownload(
  request: IncomingMessage,
  response: ServerResponse,
  { filename, contentType, sizeBytes, bytes }: Download,
): Promise<void> {
  response.setHeader("Content-Type", contentType);
  response.setHeader("Content-Length", sizeBytes);
  response.setHeader("Content-Disposition", attachment(filename));
  response.setHeader("Cache-Control", "private, no-store");
  // Whatever a browser makes of these bytes, it makes it alone.
  response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
  if (request.method === "HEAD") {
    bytes.destroy();
    response.end();
    return;
  }
  try {
    await pipeline(bytes, response);
  } catch (error) {
    // A reader who has gone away wants no more of it.
    if (!request.socket.destroyed) throw error;
  }
}
