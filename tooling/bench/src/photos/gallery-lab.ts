import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openPhotoLab, type PhotoLab } from "@homeport/fleet";
import type { Site } from "../site.ts";

/** Workers of photos over stores of their own: those of the fleet's trials, or those of the build. */
export async function openLabOf(
  { stage }: Site,
  workers: number,
  { isBuilt = false } = {},
): Promise<PhotoLab> {
  return await openPhotoLab({ workers, isQuick: false, hasFault: false, isBuilt }, stage.stack);
}

/** The same photo as a file that nobody has uploaded before: what stands behind its end says nothing. */
export function freshCopy(path: string): Buffer {
  return Buffer.concat([readFileSync(path), randomBytes(16)]);
}

const lookEveryMs = 2;

/** Asks the database again and again, far more often than a photo takes. */
export async function waitForRow(
  { sql }: Pick<PhotoLab, "sql">,
  query: string,
  parameters: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  while ((await sql.query(query, parameters)).length === 0) {
    await sleep(lookEveryMs, undefined, { signal });
  }
}

/** Photos of this gallery get no AVIF: what is measured has none. */
export async function withoutAvif({ sql }: PhotoLab, organizationId: string): Promise<void> {
  await sql.query(
    `INSERT INTO gallery_settings (organization_id, avif_enabled) VALUES ($1, false)`,
    [organizationId],
  );
}
