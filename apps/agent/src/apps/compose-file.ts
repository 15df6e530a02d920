import { chmod, lstat, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fillSettings, findComposeProblems, renderCompose } from "@homeport/catalog-format";
import type { AppManifest } from "@homeport/tunnel";
import { isErrno, writePrivateFile } from "../state/private-file.ts";
import { AppFailure } from "./failure.ts";
import type { AppPlaces } from "./record.ts";
import { takeSettings } from "./settings.ts";

/**
 * Writes what Docker is to read, and makes the places that it mounts. It is written before every start: what lies there may
 * have been changed by whatever runs. Throws `COMPOSE_REFUSED` for what nobody consented to, whatever the console said.
 */
export async function writeComposeFile(places: AppPlaces, manifest: AppManifest): Promise<void> {
  const { compose, entry, consents } = manifest;
  if (compose === undefined || entry?.service === undefined) {
    throw new AppFailure("BAD_MANIFEST", "compose and entry.service are needed");
  }
  const { service, port } = entry;
  const file = await filled(places, compose);
  const [problem] = findComposeProblems(file, { consents, entryService: service });
  if (problem !== undefined) {
    throw new AppFailure("COMPOSE_REFUSED", `${problem.path} ${problem.sentence}`.trim());
  }
  const rendered = renderCompose(file, { service, port });
  await mkdir(places.folder, { recursive: true, mode: 0o700 });
  for (const place of rendered.places) await makePlace(places.folder, place);
  // Compose would take variables from it, and an app may have left one.
  await rm(join(places.folder, ".env"), { force: true, recursive: true });
  await writePrivateFile(places.composeFile, rendered.text);
}

/** The file with its settings in it. Nothing of them can be more than the text that it stands in. */
async function filled(
  places: AppPlaces,
  { file, settings }: NonNullable<AppManifest["compose"]>,
): Promise<string> {
  if (settings === undefined) return file;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  return fillSettings(file, { settings: await takeSettings(places, settings), timeZone, uid, gid });
}

/**
 * Makes a folder that containers get to see. Which user they run as is not known, so any may write there; nobody else of
 * this machine gets as far, since the app's folder is closed. Throws `COMPOSE_REFUSED` where a link stands on the way:
 * a container that ran before has put it there.
 */
async function makePlace(folder: string, place: string): Promise<void> {
  let at = folder;
  for (const part of place.split("/")) {
    at = join(at, part);
    if (await makeFolder(at)) continue;
    const found = await lstat(at);
    if (found.isSymbolicLink()) {
      throw new AppFailure("COMPOSE_REFUSED", `${at} is a link, and would lead elsewhere`);
    }
  }
}

/** Answers whether there was nothing. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  }
  await chmod(folder, 0o777);
  return true;
}
