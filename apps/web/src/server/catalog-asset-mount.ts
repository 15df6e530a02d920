import { type CatalogDeps, createAssetReader } from "@homeport/catalog";
import { PlatformError } from "@homeport/platform";
import { mounts } from "../paths.ts";
import { allow } from "./asked.ts";
import type { Mount } from "./mount.ts";
import { pathOf } from "./route-of.ts";

const assetPattern = /^([0-9a-f]{64})\.(svg|png|webp|jpg)$/;

const mediaTypes: Readonly<Record<string, string>> = {
  svg: "image/svg+xml",
  png: "image/png",
  webp: "image/webp",
  jpg: "image/jpeg",
};

/** An address is the hash of what it answers: who has it never asks again. */
const kept = "public, max-age=31536000, immutable";
/** Opened by itself, a picture runs nothing and loads nothing. */
const alone = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** `/catalog/assets/<sha256>.<ext>`: icons and screenshots of the catalog, for everybody. */
export function createCatalogAssetMount(catalog: Pick<CatalogDeps, "db" | "reader">): Mount {
  const readAsset = createAssetReader(catalog);
  return async function answer(request, response) {
    allow(request, response, "GET, HEAD");
    const name = pathOf(request.url ?? "").slice(mounts.catalogAssets.length);
    const [, sha256, extension = ""] = assetPattern.exec(name) ?? [];
    if (sha256 === undefined) throw new PlatformError("NOT_FOUND");
    const asset = await readAsset(sha256);
    if (asset === null || asset.mediaType !== mediaTypes[extension]) {
      throw new PlatformError("NOT_FOUND");
    }
    const generation = catalog.reader.current()?.snapshot.generation;
    if (generation !== undefined) response.setHeader("X-Catalog-Generation", generation);
    const etag = `"${sha256}"`;
    response.setHeader("ETag", etag);
    response.setHeader("Cache-Control", kept);
    response.setHeader("Content-Security-Policy", alone);
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader("Content-Type", asset.mediaType);
    response.setHeader("Content-Length", asset.bytes.length);
    response.end(request.method === "HEAD" ? undefined : asset.bytes);
  };
}
