import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import type { ResetPlace } from "./env.ts";

const runSchema = z.object({ databaseUrl: z.string(), webUrl: z.string() });

/** The store of what `pnpm start` runs in this folder, or null when nothing runs there. */
export function readRunningPlace(dataFolder: string): ResetPlace | null {
  try {
    return runSchema.parse(JSON.parse(readFileSync(resolve(dataFolder, "run.json"), "utf8")));
  } catch {
    return null;
  }
}
