import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { contender, type Skipped } from "../contender.ts";
import { findInstalled } from "../installed-program.ts";
import { type MadeFile, nowhere, type PhotoMaker, runToEnd } from "../photos/photo-maker.ts";

const edges = [320, 640, 1_080, 1_600, 2_560] as const;
const atOnce = 2;
const options = "[Q=75,effort=2,strip]";

/** `vipsthumbnail`, one process an output, two of them at a time. */
export function vipsThumbnail(name: string) {
  return contender<PhotoMaker>(name, async () => {
    const command = findVipsThumbnail();
    if (typeof command !== "string") return command;
    return {
      ...nowhere,
      async make(photos, folder) {
        const outputs = photos.flatMap((photo, at) => {
          const into = join(folder, String(at));
          mkdirSync(into, { recursive: true });
          return edges.map((edge) => ({ photo, at, edge, path: `${into}/${edge}.webp` }));
        });
        const waiting = [...outputs];
        const work = async () => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            await thumbnail(command, next.photo, next.edge, next.path);
          }
        };
        await Promise.all(Array.from({ length: atOnce }, work));
        return outputs
          .filter(({ at }) => at === photos.length - 1)
          .map(({ edge, path }): MadeFile => ({ edge, path, format: "webp" }));
      },
    };
  });
}

export function findVipsThumbnail(): string | Skipped {
  return findInstalled("vipsthumbnail") ?? { skipped: "install libvips-tools" };
}

export async function thumbnail(
  command: string,
  photo: string,
  edge: number,
  path: string,
  look?: (pid: number) => void,
): Promise<void> {
  await runToEnd(command, [photo, "-s", String(edge), "-o", `${path}${options}`], look);
}
