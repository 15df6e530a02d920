import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { newId } from "@homeport/platform";
import { benchCase } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import { countCpu } from "../cpu.ts";
import type { GalleryWeb } from "../product/gallery-web.ts";
import { cpuFigures } from "./cpu-figures.ts";

interface Answerer extends Running {
  readonly path: string;
}

const connections = 16;
const staticFolder = fileURLToPath(
  new URL("../../../../apps/web/.next/static/media/", import.meta.url),
);
const recipe = `${"0".repeat(16)}-w00000000`;
const accessKey = "k".repeat(22);

/** A rendition that strangers may see, and a file of the build that is as large, by the same process. */
export function mediaAnswers(open: () => Promise<GalleryWeb>) {
  const file = () => largestFile(staticFolder);
  const answerer = (name: string, pathIn: (gallery: GalleryWeb) => Promise<string>) =>
    contender<Answerer>(name, async () => {
      const gallery = await open();
      const { web } = gallery;
      const host = `127.0.0.1:${web.port}`;
      return { port: web.port, host, headers: {}, programs: [web], path: await pathIn(gallery) };
    });
  return benchCase<Answerer>({
    ...{ name: "media", title: "a rendition's answer, beside a file of the build" },
    contenders: [
      answerer("media-answer", (gallery) => addRendition(gallery, file().sizeBytes)),
      answerer("static-file", async () => `/_next/static/media/${file().name}`),
    ],
    async measure({ path, port, host, headers, programs }, { load, seconds, signal }) {
      const url = `http://127.0.0.1:${port}${path}`;
      const body = await (await fetch(url)).arrayBuffer();
      if (body.byteLength !== file().sizeBytes) throw new Error(`${body.byteLength} bytes`);
      const plan = { url, host, headers, connections, seconds, signal };
      const { result, spent } = await countCpu(programs, () => load.run(plan));
      if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} failed`);
      return {
        requestsPerSecond: result.requests / result.seconds,
        ...cpuFigures(spent, result.requests),
      };
    },
  });
}

/** Fonts are the largest that are sent as they are. */
function largestFile(folder: string): { name: string; sizeBytes: number } {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".woff2"))
    .map((name) => ({ name, sizeBytes: statSync(join(folder, name)).size }))
    .sort((one, other) => other.sizeBytes - one.sizeBytes);
  const [first] = files;
  if (first === undefined) throw new Error("The build has no fonts");
  return first;
}

/** A public photo of one rendition; answers its address. */
async function addRendition(
  { sql, organizationId, storageFolder }: GalleryWeb,
  sizeBytes: number,
): Promise<string> {
  const imageId = newId();
  const key = `${organizationId}/images/${imageId}/v/${recipe}/320.webp`;
  const bytes = randomBytes(sizeBytes);
  mkdirSync(dirname(join(storageFolder, key)), { recursive: true });
  writeFileSync(join(storageFolder, key), bytes);
  await sql.query(
    `INSERT INTO gallery_settings (organization_id, is_open) VALUES ($1, true)
     ON CONFLICT (organization_id) DO UPDATE SET is_open = true`,
    [organizationId],
  );
  await sql.query(
    `INSERT INTO images (id, organization_id, original_key, original_name, format, size_bytes, sha256, access_key,
       publication, published_at, on_home, reach, sort_at)
     VALUES ($1, $2, 'o/' || $1, 'a.jpg', 'jpeg', 1, sha256($1::bytea), $3, 'published', now(), true, 'public', now())`,
    [imageId, organizationId, accessKey],
  );
  await sql.query(
    `INSERT INTO image_variants (organization_id, image_id, kind, recipe, edge, width, height, size_bytes, sha256, key)
     VALUES ($1, $2, 'webp', $3, 320, 320, 213, $4::int, decode($5, 'hex'), $6)`,
    [
      organizationId,
      imageId,
      recipe,
      sizeBytes,
      createHash("sha256").update(bytes).digest("hex"),
      key,
    ],
  );
  return `/media/${imageId}/${accessKey}/${recipe}/320.webp`;
}
