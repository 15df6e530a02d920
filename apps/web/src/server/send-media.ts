import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Media } from "@homeport/gallery";
import { readRange } from "./byte-range.ts";

/**
 * Answers with a rendition's bytes, or with as few of them as were asked for. The storage is asked before anything is said
 * of them: when it is away, its error is answered with headers of its own.
 */
export async function sendMedia(
  request: IncomingMessage,
  response: ServerResponse,
  media: Media,
  sharedCacheMs: number,
): Promise<void> {
  const { sizeBytes } = media;
  const etag = `"${media.sha256}"`;
  const isKnown = request.headers["if-none-match"] === etag;
  const range = isKnown ? null : readRange(request.headers.range, sizeBytes);
  const isSent = !isKnown && range !== "none" && request.method !== "HEAD";
  const bytes = isSent ? await media.open(range ?? undefined) : null;
  response.setHeader("ETag", etag);
  response.setHeader("Cache-Control", cacheOf(media, sharedCacheMs));
  response.setHeader("Accept-Ranges", "bytes");
  // Whatever a browser makes of these bytes, it makes it alone.
  response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
  if (isKnown) {
    response.writeHead(304).end();
    return;
  }
  if (range === "none") {
    response.writeHead(416, { "Content-Range": `bytes */${sizeBytes}` }).end();
    return;
  }
  response.setHeader("Content-Type", `image/${media.format}`);
  response.setHeader(
    "Content-Length",
    range === null ? sizeBytes : range.endByte - range.startByte + 1,
  );
  if (range !== null) {
    response.statusCode = 206;
    response.setHeader("Content-Range", `bytes ${range.startByte}-${range.endByte}/${sizeBytes}`);
  }
  if (bytes === null) {
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

function cacheOf(media: Media, sharedCacheMs: number): string {
  return sharedCacheMs > 0 && media.isPublic
    ? `public, max-age=31536000, s-maxage=${Math.floor(sharedCacheMs / 1_000)}, immutable`
    : "private, max-age=31536000, immutable";
}
