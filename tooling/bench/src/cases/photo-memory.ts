import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchCase } from "../bench-case.ts";
import { contender, isSkipped, type Running } from "../contender.ts";
import { decoderChild } from "../contenders/decoder-child.ts";
import { findVipsThumbnail, thumbnail } from "../contenders/vipsthumbnail.ts";
import { nowhere, readPeakBytes } from "../photos/photo-maker.ts";
import type { PhotoSet } from "../photos/photo-set.ts";
import type { Site } from "../site.ts";

interface Holder extends Running {
  /** The most memory that it has held over these photos. */
  peakOver(photos: readonly string[], folder: string): Promise<number>;
}

const photosOfOne = 24;

/** What a decoder that has seen many photos holds at most, beside a process that sees one. */
export function photoMemory(site: Site, set: PhotoSet) {
  const child = decoderChild(site.stage, "decoder-memory", ["ingest", "ladder", "avif"]);
  return benchCase<Holder>({
    ...{ name: "photo-memory", title: "memory over 24 photos of 24 million pixels", once: true },
    contenders: [
      contender("decoder-memory", async () => {
        const running = await child.start();
        if (isSkipped(running)) return running;
        return {
          ...running,
          async peakOver(photos, folder) {
            await running.make(photos, folder);
            return readPeakBytes(running.programs[0]?.pid ?? 0);
          },
        };
      }),
      contender("vipsthumbnail-largest", async () => {
        const command = findVipsThumbnail();
        if (typeof command !== "string") return command;
        return {
          ...nowhere,
          async peakOver([photo = ""], folder) {
            let peakBytes = 0;
            const look = (pid: number) => {
              peakBytes = Math.max(peakBytes, readPeakBytes(pid));
            };
            await thumbnail(command, photo, 2_560, `${folder}/2560.webp`, look);
            return peakBytes;
          },
        };
      }),
    ],
    async measure(holder) {
      // Two of each round are as large.
      const rounds = await Promise.all([0, 1].map((round) => set.ofRound(round)));
      const large = rounds.flatMap((paths) => paths.slice(0, 2));
      const photos = Array.from({ length: photosOfOne }, (_, at) => large[at % large.length] ?? "");
      const folder = mkdtempSync(join(tmpdir(), "homeport-bench-photos-"));
      try {
        return { largestBytes: await holder.peakOver(photos, folder) };
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  });
}
