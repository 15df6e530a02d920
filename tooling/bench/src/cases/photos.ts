import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { benchCase, type CasePlan, type Figures } from "../bench-case.ts";
import { type MadeFile, type PhotoMaker, readSpentNs } from "../photos/photo-maker.ts";
import type { PhotoSet } from "../photos/photo-set.ts";
import { compareLuminance } from "../photos/ssim.ts";

const nsPerMs = 1e6;
const tiers = { webp: [320, 640, 1_080, 1_600, 2_560], avif: [640, 1_080, 1_600, 2_560] } as const;

/** CPU of some outputs of some photos, and how large and how like their photo they are. */
export function photos(
  plan: Pick<CasePlan<PhotoMaker>, "name" | "title" | "contenders">,
  set: PhotoSet,
) {
  const rounds = new Map<PhotoMaker, number>();
  return benchCase<PhotoMaker>({
    ...plan,
    async measure(maker) {
      const round = rounds.get(maker) ?? 0;
      rounds.set(maker, round + 1);
      const paths = await set.ofRound(round);
      const folder = mkdtempSync(join(tmpdir(), "homeport-bench-photos-"));
      try {
        const beforeNs = readSpentNs(maker);
        const made = await maker.make(paths, folder);
        const cpuMs = (readSpentNs(maker) - beforeNs) / nsPerMs / paths.length;
        return { cpuMs, ...(await judge(made, paths.at(-1) ?? "")) };
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  });
}

/** The bytes of the outputs that all contenders make, and their likeness. Throws for one that does not decode. */
async function judge(made: readonly MadeFile[], photo: string): Promise<Figures> {
  let [bytes, likeness, count] = [0, 0, 0];
  for (const { path, format, edge } of made) {
    const { info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    if (Math.max(info.width, info.height) !== edge) {
      throw new Error(`${path} is ${info.width} × ${info.height}`);
    }
    if (!tiers[format].some((tier) => tier === edge)) continue;
    bytes += statSync(path).size;
    likeness += await compareLuminance(path, photo);
    count += 1;
  }
  return { photoBytes: bytes, ssim: likeness / count };
}
