import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { contender } from "../contender.ts";
import type { MadeFile, PhotoMaker } from "../photos/photo-maker.ts";
import { stopChild } from "../program.ts";
import type { ProgramStage } from "../stage.ts";

const program = fileURLToPath(
  new URL("../../../../apps/worker/src/gallery/decoder-child.ts", import.meta.url),
);
const answer = z.object({
  kind: z.enum(["ingest", "ladder", "avif"]),
  files: z.array(z.object({ edge: z.number() })),
});
const limits = { maxPixels: 150_000_000, maxProgressivePixels: 40_000_000 };

/** One decoder child as a worker starts it, asked for the same as by a worker. */
export function decoderChild(
  { stack }: Pick<ProgramStage, "stack">,
  name: string,
  kinds: readonly ("ingest" | "ladder" | "avif")[],
) {
  return contender<PhotoMaker>(name, async () => {
    const child = fork(program, [], {
      env: {
        PATH: "/usr/bin:/bin",
        TZ: "UTC",
        MALLOC_ARENA_MAX: "2",
        UV_THREADPOOL_SIZE: "2",
        VIPS_CONCURRENCY: "1",
      },
      execArgv: ["--max-old-space-size=128"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    stack.defer(() => stopChild(child));
    await once(child, "message");
    return {
      ...{ port: 0, host: "", headers: {} },
      programs: [{ role: "decoder", pid: child.pid ?? 0, port: 0 }],
      async make(photos, folder) {
        let made: MadeFile[] = [];
        for (const [at, source] of photos.entries()) {
          const into = join(folder, String(at));
          mkdirSync(into, { recursive: true });
          made = [];
          for (const kind of kinds) made.push(...(await ask(child, kind, source, into)));
        }
        return made;
      },
    };
  });
}

async function ask(
  child: ChildProcess,
  kind: "ingest" | "ladder" | "avif",
  source: string,
  folder: string,
): Promise<MadeFile[]> {
  const answered = once(child, "message");
  const rest = { described: null, readsDamaged: false, limits, nowMs: Date.now(), avifEffort: 0 };
  child.send({ kind, source, folder, ...rest });
  const [message] = await answered;
  const { files } = answer.parse(message);
  const format = kind === "avif" ? "avif" : "webp";
  return files.map(({ edge }) => ({ edge, format, path: `${folder}/${edge}.${format}` }));
}
