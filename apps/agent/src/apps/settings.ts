import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { AppManifest } from "@homeport/tunnel";
import { z } from "zod";
import { readFileIfThere, writePrivateFile } from "../state/private-file.ts";
import { AppFailure } from "./failure.ts";
import type { AppPlaces } from "./record.ts";

type Settings = NonNullable<NonNullable<AppManifest["compose"]>["settings"]>;

const keptSchema = z.record(z.string(), z.string());

/**
 * The value of each setting. One that is to be made is made once, and kept beside what the app stores: a database that was begun with a
 * password opens with no other. It is nowhere but here and in the app. Throws `BAD_MANIFEST` where what is kept cannot be read.
 */
export async function takeSettings(
  { folder }: Pick<AppPlaces, "folder">,
  settings: Settings,
): Promise<Record<string, string>> {
  const file = join(folder, "settings.json");
  const kept = await readKept(file);
  const made: Record<string, string> = { ...kept };
  const values: Record<string, string> = {};
  for (const [name, setting] of Object.entries(settings)) {
    if ("value" in setting) {
      values[name] = setting.value;
    } else {
      made[name] ??= randomBytes(setting.generate.bytes).toString("base64url");
      values[name] = made[name];
    }
  }
  if (Object.keys(made).length > Object.keys(kept).length) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writePrivateFile(file, JSON.stringify(made));
  }
  return values;
}

/** To go on without what is kept would make another password, which nothing opens with. */
async function readKept(file: string): Promise<Record<string, string>> {
  const text = await readFileIfThere(file);
  if (text === null) return {};
  try {
    return keptSchema.parse(JSON.parse(text));
  } catch {
    throw new AppFailure("BAD_MANIFEST", `${file} is damaged: what was made for the app is in it`);
  }
}
