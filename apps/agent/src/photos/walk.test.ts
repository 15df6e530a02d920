import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SourceChanged } from "@homeport/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { photosFileSchema } from "../state/files.ts";
import { jsonFile } from "../state/json-file.ts";
import { hashFile, openSource } from "./photo-file.ts";
import { openUnfinished } from "./unfinished.ts";
import { type FoundFile, walkPhotos } from "./walk.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-photos-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function walk(include: string[] = [], exclude: string[] = []): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const options = { include, exclude, onUnreadable: () => undefined };
  for await (const file of walkPhotos(folder, options)) found.push(file);
  return found;
}

const namesOf = (found: readonly FoundFile[]) => found.map(({ name }) => name);

async function only(): Promise<FoundFile> {
  const [file] = await walk();
  if (file === undefined) throw new Error("There is no file");
  return file;
}

test("files come in the order of their names, without dot files and what lies outside", async () => {
  await mkdir(join(folder, "b/.trash"), { recursive: true });
  for (const name of ["c.jpg", "a.jpg", "b/d.png", ".hidden.jpg", "b/.trash/x.jpg"]) {
    await writeFile(join(folder, name), name);
  }
  await symlink(join(folder, "a.jpg"), join(folder, "e.jpg"));
  await symlink("/etc/hostname", join(folder, "f.jpg"));
  await symlink(join(folder, "b"), join(folder, "g"));
  await symlink(join(folder, "nowhere"), join(folder, "h.jpg"));
  expect(namesOf(await walk())).toEqual(["a.jpg", "b/d.png", "c.jpg", "e.jpg"]);
  expect(namesOf(await walk(["*.jpg"]))).toEqual(["a.jpg", "c.jpg", "e.jpg"]);
  expect(namesOf(await walk([], ["b/**", "e.*"]))).toEqual(["a.jpg", "c.jpg"]);
});

test("a name that is no text is found, read and told by its bytes", async () => {
  const name = Buffer.from([0x66, 0xff, 0x2e, 0x6a, 0x70, 0x67]);
  await writeFile(Buffer.concat([Buffer.from(`${folder}/`), name]), "harbour");
  const file = await only();
  expect(file.relative).toEqual(name);
  expect((await hashFile(file)).sha256).toBe(createHash("sha256").update("harbour").digest("hex"));
});

test("a file that is written while it is read is not taken for what it was", async () => {
  await writeFile(join(folder, "a.jpg"), "harbour");
  const hashed = await hashFile(await only());
  expect(hashed).toMatchObject({ sizeBytes: 7, waitsForConversion: false });
  await using source = await openSource(hashed);
  expect(Buffer.from(await source.read(1, 3)).toString()).toBe("arb");
  await writeFile(join(folder, "a.jpg"), "harbours");
  await expect(source.read(1, 3)).rejects.toThrow(SourceChanged);
});

test("what browsers convert is known by its bytes", async () => {
  await writeFile(join(folder, "a.jpg"), "\0\0\0\x18ftypheic\0\0\0\0");
  expect(await hashFile(await only())).toMatchObject({ waitsForConversion: true });
});

test("an address is kept for this file alone, as long as it is what it was", async () => {
  const file = jsonFile(join(folder, "photos.json"), photosFileSchema);
  await writeFile(join(folder, "a.jpg"), "harbour");
  const place = { webUrl: "http://console.test", organizationId: "o" };
  const photo = await hashFile(await only());
  await (await openUnfinished(file, place)).keep(photo, "/u/1");
  expect((await openUnfinished(file, place)).find(photo)).toBe("/u/1");
  const elsewhere = { ...place, organizationId: "other" };
  expect((await openUnfinished(file, elsewhere)).find(photo)).toBeUndefined();
  const later = new Date(photo.modifiedAtMs + 5_000);
  await utimes(join(folder, "a.jpg"), later, later);
  const touched = await hashFile(await only());
  expect((await openUnfinished(file, place)).find(touched)).toBeUndefined();
  await (await openUnfinished(file, place)).forget(photo);
  expect((await openUnfinished(file, place)).find(photo)).toBeUndefined();
});
