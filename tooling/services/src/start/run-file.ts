import { rmSync } from "node:fs";
import { z } from "zod";
import { RemedyError } from "../remedy-error.ts";
import { readJson, writePrivateJson } from "./private-file.ts";

const processSchema = z.object({
  app: z.string(),
  pid: z.number().int().positive(),
  port: z.number().int().nullable(),
  /** Tells this process from a later one under the same number. */
  startedAt: z.string(),
});

export const runFileSchema = z.object({
  webUrl: z.string(),
  appsUrl: z.string(),
  /** Where a proxy in front of the relays asks. */
  gateUrl: z.string(),
  webUrls: z.array(z.string()),
  relayUrls: z.array(z.string()),
  opsUrls: z.object({
    web: z.array(z.string()),
    worker: z.array(z.string()),
    relay: z.array(z.string()),
  }),
  databaseUrl: z.string(),
  redisUrl: z.string(),
  /** Null when the database is an external one that has people already. */
  admin: z.object({ email: z.string(), password: z.string() }).nullable(),
  demo: z.object({ appUrl: z.string(), hostId: z.string(), agentHome: z.string() }).nullable(),
  catalogRepo: z.string().nullable(),
  processes: z.array(processSchema),
});

/** What a run tells programs: its addresses, its administrator, and every process that it owns. */
export type RunFile = z.infer<typeof runFileSchema>;
export type RunProcess = RunFile["processes"][number];

/** Written last, whole or not at all, and readable by its owner alone: it holds a password. */
export function writeRunFile(file: string, run: RunFile): void {
  writePrivateJson(file, run);
}

export function removeRunFile(file: string): void {
  rmSync(file, { force: true });
}

/** The run that is up, or null. Throws RemedyError when the file is there but damaged. */
export function readRunFile(file: string): RunFile | null {
  try {
    const content = readJson(file);
    return content === undefined ? null : runFileSchema.parse(content);
  } catch (cause) {
    throw new RemedyError(
      `${file} is damaged.`,
      "Remove it, then run `pnpm stop` once more: a live run is found without it.",
      { cause },
    );
  }
}
