import type { PhotoLab } from "@homeport/fleet";
import { reconcileWork } from "@homeport/gallery";
import { newId } from "@homeport/platform";
import { benchCase } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import { openLabOf } from "../photos/gallery-lab.ts";
import { nowhere } from "../photos/photo-maker.ts";
import type { Site } from "../site.ts";

interface Filler extends Running {
  readonly lab: PhotoLab;
  fill(): Promise<unknown>;
}

const rows = 100_000;
const batch = 1_000;
/** A statement may take five seconds. */
const rowsOfOne = 5_000;

/** A hundred thousand rows that are due, of which a pass lets Redis hold a thousand. */
export function dueRows(site: Site) {
  return benchCase<Filler>({
    ...{ name: "due-rows", title: "100,000 rows that are due", once: true },
    contenders: [
      contender("one-pass", async () => {
        const lab = await openLabOf(site, 0);
        return { ...nowhere, lab, fill: () => reconcileWork(lab.deps, { holder: "bench" }) };
      }),
      contender("all-as-jobs", async () => {
        const lab = await openLabOf(site, 0);
        return { ...nowhere, lab, fill: () => addAll(lab) };
      }),
    ],
    async measure({ lab, fill }) {
      await insertRows(lab);
      const before = await readMemory(lab);
      const startedMs = performance.now();
      await fill();
      const fillMs = performance.now() - startedMs;
      return { fillMs, redisBytes: (await readMemory(lab)) - before };
    },
  });
}

const insertImages = `INSERT INTO images (id, organization_id, original_key, original_name, format, size_bytes, sha256,
    access_key, sort_at)
  SELECT 'image-' || at, $1, 'o/' || at, 'a.jpg', 'jpeg', 1, sha256(at::text::bytea), at::text, now()
  FROM generate_series($2::int, $3::int) AS at`;
const insertWork = `INSERT INTO image_work (organization_id, image_id, kind, state, priority)
  SELECT $1, 'image-' || at, 'ladder', 'due', 10 FROM generate_series($2::int, $3::int) AS at`;

async function insertRows({ sql, calm: { organizationId } }: PhotoLab): Promise<void> {
  for (let from = 1; from <= rows; from += rowsOfOne) {
    const range = [organizationId, from, from + rowsOfOne - 1];
    await sql.query(insertImages, range);
    await sql.query(insertWork, range);
  }
  await sql.query("ANALYZE image_work", []);
}

async function addAll({ deps }: PhotoLab): Promise<void> {
  for (let from = 1; from <= rows; from += batch) {
    const ids = Array.from({ length: batch }, (_, at) => `image-${from + at}-${newId()}`);
    await deps.wakeWork(ids.map((imageId) => ({ kind: "ladder", imageId })));
  }
}

async function readMemory({ redis }: PhotoLab): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info("memory"))?.[1]);
}
