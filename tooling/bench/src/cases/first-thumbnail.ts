import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PhotoLab } from "@homeport/fleet";
import sharp from "sharp";
import { benchCase } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import { findVipsThumbnail, thumbnail } from "../contenders/vipsthumbnail.ts";
import { freshCopy, openLabOf, waitForRow } from "../photos/gallery-lab.ts";
import { nowhere } from "../photos/photo-maker.ts";
import type { PhotoSet } from "../photos/photo-set.ts";
import { median, percentile } from "../report/statistics.ts";
import type { Site } from "../site.ts";

interface Watched extends Running {
  /** How long each of some thumbnails of this photo took, in ms. */
  time(photo: string): Promise<number>;
}

const times = 20;
const withinMs = 60_000;
const backlog = 1_000;
const backlogWithinMs = 600_000;
const seen = `SELECT 1 FROM image_variants WHERE image_id = $1 AND kind = 'webp' AND edge = 320`;
const isIngested = `SELECT 1 FROM image_work WHERE organization_id = $1 AND kind = 'ingest'
  HAVING count(*) FILTER (WHERE state <> 'idle') = 0`;

/** From the last byte of an upload to its first rendition, while nothing else is to be done and behind a thousand photos. */
export function firstThumbnail(site: Site, set: PhotoSet) {
  return benchCase<Watched>({
    ...{ name: "first-thumbnail", title: "the first rendition of a photo", once: true },
    contenders: [
      contender("thumbnail-idle", async () => ({ ...nowhere, time: await timed(site, 0) })),
      contender("thumbnail-behind-1000", async () => ({
        ...nowhere,
        time: await timed(site, backlog),
      })),
      contender("vipsthumbnail-320", async () => {
        const command = findVipsThumbnail();
        if (typeof command !== "string") return command;
        return { ...nowhere, time: (photo) => timeThumbnails(command, photo) };
      }),
    ],
    async measure({ time }) {
      const [, , photo = ""] = await set.ofRound(0);
      return { untilSeenMs: await time(photo) };
    },
  });
}

/** Opened when it is measured, so that neither takes from the other's CPU before. */
async function timed(site: Site, waiting: number): Promise<Watched["time"]> {
  return async (photo) => {
    const lab = await openLabOf(site, 1);
    if (waiting > 0) await fill(lab, waiting);
    const tookMs: number[] = [];
    for (let at = 0; at < times; at += 1) tookMs.push(await timeOne(lab, photo));
    await Promise.all(lab.workers.map((worker) => worker.kill("SIGKILL")));
    return percentile(tookMs, 95);
  };
}

async function timeOne(lab: PhotoLab, photo: string): Promise<number> {
  const imageId = await lab.calm.sendFile("photo.jpg", freshCopy(photo));
  const startedMs = performance.now();
  await waitForRow(lab, seen, [imageId], AbortSignal.timeout(withinMs));
  return performance.now() - startedMs;
}

/** Photos of somebody else, of which all but the first rendition is still to be made. */
async function fill(lab: PhotoLab, count: number): Promise<void> {
  const create = { width: 1_500, height: 1_000, channels: 3, background: "#456" } as const;
  const drawn = await sharp({ create }).jpeg().toBuffer();
  for (let at = 0; at < count; at += 1) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(at);
    await lab.stormy.sendFile("photo.jpg", Buffer.concat([drawn, number]));
  }
  const signal = AbortSignal.timeout(backlogWithinMs);
  await waitForRow(lab, isIngested, [lab.stormy.organizationId], signal);
}

async function timeThumbnails(command: string, photo: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "homeport-bench-photos-"));
  const tookMs: number[] = [];
  for (let at = 0; at < times; at += 1) {
    const startedMs = performance.now();
    await thumbnail(command, photo, 320, `${folder}/320.webp`);
    tookMs.push(performance.now() - startedMs);
  }
  rmSync(folder, { recursive: true });
  return median(tookMs);
}
