import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
const warmUpSeconds = 2;
const iconPath = "/icon.svg";
const recipe = `${"0".repeat(16)}-w00000000`;
const accessKey = "k".repeat(22);

/** A rendition that strangers may see, and a route of the same process that answers as many bytes from memory. */
export function mediaAnswers(open: () => Promise<GalleryWeb>) {
  const answerer = (name: string, pathIn: (gallery: GalleryWeb) => Promise<string>) =>
    contender<Answerer>(name, async () => {
      const gallery = await open();
      const { web } = gallery;
      const host = `127.0.0.1:${web.port}`;
      return { port: web.port, host, headers: {}, programs: [web], path: await pathIn(gallery) };
    });
  return benchCase<Answerer>({
    ...{ name: "media", title: "a rendition's answer, beside a route that answers from memory" },
    contenders: [
      answerer("media-answer", async (gallery) => addRendition(gallery, await readIcon(gallery))),
      answerer("memory-route", async () => iconPath),
    ],
    async measure({ path, port, host, headers, programs }, { load, seconds, signal }) {
      const url = `http://127.0.0.1:${port}${path}`;
      const first = await fetch(url);
      if (first.status !== 200) throw new Error(`${url} was answered with ${first.status}`);
      await first.arrayBuffer();
      const plan = { url, host, headers, connections, signal };
      await load.run({ ...plan, seconds: warmUpSeconds });
      const { result, spent } = await countCpu(programs, () => load.run({ ...plan, seconds }));
      if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} failed`);
      return {
        requestsPerSecond: result.requests / result.seconds,
        ...cpuFigures(spent, result.requests),
      };
    },
  });
}

/** Next compiles it into a handler that answers from memory. */
async function readIcon({ web }: GalleryWeb): Promise<number> {
  return (await (await fetch(`${web.url}${iconPath}`)).arrayBuffer()).byteLength;
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
