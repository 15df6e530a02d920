import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { PlatformError } from "@homeport/platform";
import { allow } from "./asked.ts";
import { readCountries } from "./countries.ts";
import type { Mount } from "./mount.ts";
import { pathOf } from "./route-of.ts";

interface MapFile {
  readonly type: string;
  read(): Promise<string>;
}

/** What a map is drawn from and by. Both come from packages that are part of this process; nobody else is asked. */
const files: Readonly<Record<string, MapFile>> = {
  "/map/countries.json": {
    type: "application/geo+json",
    read: async () => JSON.stringify(await readCountries()),
  },
  "/map/worker.mjs": {
    type: "text/javascript; charset=utf-8",
    read: () =>
      readFile(
        fileURLToPath(import.meta.resolve("maplibre-gl/dist/maplibre-gl-worker.mjs")),
        "utf8",
      ),
  },
};

interface Packed {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
}

const zip = promisify<Buffer, Buffer>(gzip);

/** `/map/…`: the same for everybody, read and packed once. */
export function createMapMount(): Mount {
  const packed = new Map<string, Promise<Packed>>();
  return async function answer(request, response) {
    allow(request, response, "GET, HEAD");
    const path = pathOf(request.url ?? "");
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (file === undefined) throw new PlatformError("NOT_FOUND");
    const known = packed.get(path) ?? pack(file);
    packed.set(path, known);
    const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    send(response, await known, {
      takesGzip,
      hasIt: request.headers["if-none-match"],
      isHead: request.method === "HEAD",
    });
  };
}

async function pack(file: MapFile): Promise<Packed> {
  const plain = Buffer.from(await file.read());
  const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  return { type: file.type, etag, plain, zipped: await zip(plain) };
}

function send(
  response: ServerResponse,
  file: Packed,
  { takesGzip, hasIt, isHead }: { takesGzip: boolean; hasIt: string | undefined; isHead: boolean },
): void {
  response.setHeader("ETag", file.etag);
  response.setHeader("Cache-Control", "public, max-age=86400");
  response.setHeader("Vary", "Accept-Encoding");
  if (hasIt === file.etag) {
    response.writeHead(304).end();
    return;
  }
  const bytes = takesGzip ? file.zipped : file.plain;
  if (takesGzip) response.setHeader("Content-Encoding", "gzip");
  response.setHeader("Content-Type", file.type);
  response.setHeader("Content-Length", bytes.length);
  response.end(isHead ? undefined : bytes);
}
