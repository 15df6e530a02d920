import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { contender } from "../contender.ts";
import { type MadeFile, nowhere, type PhotoMaker, runToEnd } from "../photos/photo-maker.ts";
import { startProgram } from "../program.ts";
import type { ProgramStage } from "../stage.ts";

const answer = z.union([
  z.object({
    files: z.array(
      z.object({ path: z.string(), edge: z.number(), format: z.enum(["webp", "avif"]) }),
    ),
  }),
  z.object({ failed: z.string() }),
]);

/** One process that makes all outputs of a photo by clones of one pipeline. */
export function sharpClones(stage: ProgramStage, name: string, recipe: "naive" | "sixteen") {
  return contender<PhotoMaker>(name, async () => {
    const program = await startProgram(stage, "recipes", "recipes.ts");
    return {
      ...{ port: 0, host: "", headers: {}, programs: [program] },
      async make(photos, folder) {
        let made: readonly MadeFile[] = [];
        for (const [at, source] of photos.entries()) {
          const into = join(folder, String(at));
          mkdirSync(into, { recursive: true });
          const answered = once(program.child, "message");
          program.child.send({ recipe, source, folder: into });
          const [message] = await answered;
          const parsed = answer.parse(message);
          if ("failed" in parsed) throw new Error(parsed.failed);
          made = parsed.files;
        }
        return made;
      },
    };
  });
}

const oneOutput = fileURLToPath(new URL("../programs/one-output.ts", import.meta.url));
const edges = [320, 640, 1_080, 1_600, 2_560] as const;

/** A process for each output, as `vipsthumbnail` is one. */
export function sharpProcesses(name: string) {
  return contender<PhotoMaker>(name, async () => ({
    ...nowhere,
    async make(photos, folder) {
      let made: MadeFile[] = [];
      for (const [at, source] of photos.entries()) {
        const into = join(folder, String(at));
        mkdirSync(into, { recursive: true });
        made = edges.map((edge) => ({ edge, format: "webp", path: `${into}/${edge}.webp` }));
        for (const { edge, path } of made) {
          await runToEnd(process.execPath, [oneOutput, source, String(edge), path]);
        }
      }
      return made;
    },
  }));
}
