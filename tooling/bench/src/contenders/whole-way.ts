import { contender } from "../contender.ts";
import { freshCopy, openLabOf, waitForRow, withoutAvif } from "../photos/gallery-lab.ts";
import type { PhotoMaker } from "../photos/photo-maker.ts";
import type { Site } from "../site.ts";

const withinMs = 120_000;
const ready = `SELECT 1 FROM images WHERE organization_id = $1
  HAVING count(*) > 0 AND count(*) = count(*) FILTER (WHERE processing = 'ready')`;

/** A worker with its decoders: through queue, rows, storage and commit. Its outputs are not looked at again. */
export function wholeWay(site: Site, name: string) {
  return contender<PhotoMaker>(name, async () => {
    const lab = await openLabOf(site, 1);
    const { organizationId, sendFile } = lab.stormy;
    await withoutAvif(lab, organizationId);
    return {
      ...{ port: 0, host: "", headers: {} },
      programs: [{ role: "worker", pid: lab.workers[0]?.pid() ?? 0, port: 0 }],
      async make(photos) {
        for (const photo of photos) await sendFile("photo.jpg", freshCopy(photo));
        await waitForRow(lab, ready, [organizationId], AbortSignal.timeout(withinMs));
        return [];
      },
    };
  });
}
