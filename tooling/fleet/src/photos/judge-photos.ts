import { createHash } from "node:crypto";
import type { PhotoCourse } from "./photo-course.ts";
import { countReady, findMade, findSetAside } from "./store.ts";

/** Of the photos of the storm: which are ready, and which were set aside. */
export async function judgeEach(
  { sql, stormy, notes }: PhotoCourse,
  photos: number,
  deadly: readonly string[],
): Promise<void> {
  const ready = await countReady(sql, stormy.organizationId);
  notes.claim("every photo is ready", ready === photos, `${ready} of ${photos}`);
  const aside = await findSetAside(sql, stormy.organizationId);
  const innocent = aside.filter(({ imageId }) => !deadly.includes(imageId));
  notes.claim(
    "no photo is set aside for what befell its worker",
    innocent.length === 0,
    [innocent.length, ...innocent.map(({ code }) => code)].join(" "),
  );
  const tried = aside.filter(({ code, failures }) => code === "DECODER_DIED" && failures === 3);
  notes.claim(
    "photos that end their decoder are set aside after three tries",
    tried.length === deadly.length && aside.length === deadly.length + innocent.length,
    `${tried.length} of ${deadly.length}`,
  );
}

/** How often each of these was taken up, by their fence tokens. */
export async function readFences(
  { sql, stormy }: PhotoCourse,
  imageIds: readonly string[],
): Promise<string> {
  const aside = await findSetAside(sql, stormy.organizationId);
  return aside.flatMap(({ imageId, fence }) => (imageIds.includes(imageId) ? fence : [])).join(" ");
}

/** Renditions of the storm against those of calm: by their rows, and by the bytes that stand in the storage. */
export async function judgeBytes({ sql, storage, calm, stormy, notes }: PhotoCourse) {
  const expected = await findMade(sql, calm.organizationId);
  const made = await findMade(sql, stormy.organizationId);
  const names = made.map(({ name }) => name);
  notes.claim(
    "each rendition has one row",
    new Set(names).size === names.length && names.join() === expected.map((e) => e.name).join(),
    `${names.length}, and ${expected.length} in calm`,
  );
  let different = 0;
  for (const [at, { key }] of made.entries()) {
    const bytes = Buffer.concat((await (await storage.read(key))?.toArray()) ?? []);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    if (sha256 !== expected[at]?.sha256) different += 1;
  }
  notes.claim("every rendition has the bytes that it has in calm", different === 0, different);
}
