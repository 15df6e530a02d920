import type { PhotoLab } from "@homeport/fleet";
import { benchCase } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import { freshCopy, openLabOf, waitForRow, withoutAvif } from "../photos/gallery-lab.ts";
import { nowhere } from "../photos/photo-maker.ts";
import type { PhotoSet } from "../photos/photo-set.ts";
import type { Site } from "../site.ts";

interface Workshop extends Running {
  readonly lab: PhotoLab;
}

const photosOfOne = 8;
const withinMs = 120_000;
const allReady = `SELECT 1 FROM images WHERE organization_id = $1
  HAVING count(*) = ${photosOfOne} AND count(*) = count(*) FILTER (WHERE processing = 'ready')`;
const allIdle = `SELECT 1 FROM image_work WHERE organization_id = $1
  HAVING count(*) = count(*) FILTER (WHERE state = 'idle')`;

/** How many photos get their larger renditions in a second, by one worker of one decoder and by two. */
export function workers(site: Site, set: PhotoSet) {
  const workshop = (name: string, count: number) =>
    contender<Workshop>(name, async () => {
      const lab = await openLabOf(site, count);
      const { organizationId, sendFile } = lab.calm;
      await withoutAvif(lab, organizationId);
      const photos = await set.ofRound(0);
      for (let at = 0; at < photosOfOne; at += 1) {
        await sendFile("photo.jpg", freshCopy(photos[at % photos.length] ?? ""));
      }
      await waitForRow(lab, allReady, [organizationId], AbortSignal.timeout(withinMs));
      return { ...nowhere, lab };
    });
  return benchCase<Workshop>({
    ...{ name: "workers", title: `the larger renditions of ${photosOfOne} photos` },
    contenders: [workshop("one-worker", 1), workshop("two-workers", 2)],
    async measure({ lab }) {
      const { organizationId } = lab.calm;
      const keys = await makeDue(lab, organizationId);
      const startedMs = performance.now();
      await lab.deps.wakeWork(keys);
      await waitForRow(lab, allIdle, [organizationId], AbortSignal.timeout(withinMs));
      return { photosPerSecond: (keys.length * 1_000) / (performance.now() - startedMs) };
    },
  });
}

async function makeDue({ sql }: PhotoLab, organizationId: string) {
  const rows = await sql.query(
    `UPDATE image_work SET state = 'due', due_at = now(), done_recipe = NULL
     WHERE organization_id = $1 AND kind = 'ladder' RETURNING image_id`,
    [organizationId],
  );
  return rows.map((row) => ({ kind: "ladder" as const, imageId: String(row["image_id"]) }));
}
