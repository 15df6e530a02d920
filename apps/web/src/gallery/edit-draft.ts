import type { Inputs } from "../data/router-types.ts";
import type { FullImage } from "./gallery-query.ts";

export type ImageUpdate = Omit<Inputs["gallery"]["images"]["update"], "imageId" | "version">;

/** What stands in the sheet, as it is typed. */
export interface EditDraft {
  title: string;
  caption: string;
  altText: string;
  credit: string;
  license: string;
  /** As a time field has it, to the second; empty when it is not known. */
  taken: string;
  latitude: string;
  longitude: string;
  /** Separated by commas. */
  tags: string;
  onHome: boolean;
}

/** Fields of which a file speaks, too, with what stands for them in the sheet. */
export const fileFields = {
  title: ["title"],
  caption: ["caption"],
  taken: ["taken"],
  location: ["latitude", "longitude"],
  tags: ["tags"],
} as const satisfies Record<string, readonly (keyof EditDraft)[]>;

export type FileField = keyof typeof fileFields;

export const fieldLabels: Readonly<Record<keyof EditDraft, string>> = {
  ...{ title: "Title", caption: "Caption", altText: "Alternative text" },
  ...{ credit: "Credit", license: "License", taken: "Taken", tags: "Tags" },
  ...{ latitude: "Latitude", longitude: "Longitude", onHome: "On the front page" },
};

type Stored = Pick<
  FullImage,
  | "title"
  | "caption"
  | "altText"
  | "credit"
  | "license"
  | "takenLocal"
  | "takenOffsetMin"
  | "latitude"
  | "longitude"
  | "tags"
  | "onHome"
>;

export function draftOf(image: Stored): EditDraft {
  const { title, caption, altText, credit, license, onHome } = image;
  return {
    ...{ title, caption, altText, credit, license, onHome },
    taken: (image.takenLocal ?? "").replace(" ", "T").slice(0, 19),
    latitude: image.latitude === null ? "" : String(image.latitude),
    longitude: image.longitude === null ? "" : String(image.longitude),
    tags: image.tags.map(({ name }) => name).join(", "),
  };
}

/** Names between commas; one that is written twice counts once. */
export function readTags(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))];
}

/** Null is nowhere, with both empty; undefined is no place on earth. */
export function readPlace(typed: {
  latitude: string;
  longitude: string;
}): { latitude: number; longitude: number } | null | undefined {
  const [north, east] = [typed.latitude.trim(), typed.longitude.trim()];
  if (north === "" && east === "") return null;
  const [latitude, longitude] = [Number(north), Number(east)];
  const isPlace =
    north !== "" && east !== "" && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return isPlace ? { latitude, longitude } : undefined;
}

function readTaken(taken: string, offsetMin: number | null) {
  if (taken === "") return null;
  return { local: taken.length === 16 ? `${taken}:00` : taken, offsetMin };
}

export type Problems = Partial<Record<keyof EditDraft, string>>;

export function problemsOf(draft: EditDraft): Problems {
  const tags = readTags(draft.tags);
  return {
    ...(readPlace(draft) === undefined
      ? {
          latitude:
            "A latitude is from -90 to 90, a longitude from -180 to 180; or leave both empty.",
        }
      : {}),
    ...(tags.length > 50 ? { tags: "A photo bears at most 50 tags." } : {}),
    ...(tags.some((tag) => tag.length > 64) ? { tags: "A tag has at most 64 characters." } : {}),
  };
}

/** Which fields say something else than what is stored. */
export function changedFields(draft: EditDraft, stored: EditDraft): (keyof EditDraft)[] {
  const fields: (keyof EditDraft)[] = [
    ...(["title", "caption", "altText", "credit", "license", "tags"] as const),
    ...(["taken", "latitude", "longitude", "onHome"] as const),
  ];
  return fields.filter((field) => draft[field] !== stored[field]);
}

/** What is to be saved: what was changed, but for what is given back to the file. */
export function updateOf(
  draft: EditDraft,
  image: Stored,
  fromFile: ReadonlySet<FileField>,
): ImageUpdate {
  const given = new Set<keyof EditDraft>([...fromFile].flatMap((field) => [...fileFields[field]]));
  const changed = new Set(
    changedFields(draft, draftOf(image)).filter((field) => !given.has(field)),
  );
  const texts = ["title", "caption", "altText", "credit", "license"] as const;
  const place = readPlace(draft);
  const isMoved = changed.has("latitude") || changed.has("longitude");
  return {
    ...Object.fromEntries(
      texts.filter((field) => changed.has(field)).map((field) => [field, draft[field]]),
    ),
    ...(changed.has("taken") ? { taken: readTaken(draft.taken, image.takenOffsetMin) } : {}),
    ...(isMoved && place !== undefined ? { place } : {}),
    ...(changed.has("tags") ? { tags: readTags(draft.tags) } : {}),
    ...(changed.has("onHome") ? { onHome: draft.onHome } : {}),
    ...(fromFile.size > 0 ? { fromFile: [...fromFile] } : {}),
  };
}
