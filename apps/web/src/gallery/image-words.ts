import type { Tone } from "../design/badge.tsx";
import type { ImageItem } from "./gallery-query.ts";

/** What a photo's badge says: what is wrong first, then what is going on, then who may see it. */
export function stateOf(
  image: Pick<ImageItem, "processing" | "publication" | "reach" | "isTrashed">,
): { label: string; tone: Tone } {
  if (image.isTrashed) return { label: "In the trash", tone: "plain" };
  if (image.processing === "quarantined") return { label: "Failed", tone: "bad" };
  if (image.processing === "received") return { label: "Waiting", tone: "accent" };
  if (image.processing === "viewable") return { label: "Processing", tone: "accent" };
  if (image.publication === "draft") return { label: "Draft", tone: "plain" };
  switch (image.reach) {
    case "public":
      return { label: "Published", tone: "ok" };
    case "unlisted":
      return { label: "Unlisted", tone: "warn" };
    default:
      return { label: "Private", tone: "warn" };
  }
}

/** What a photo is called by: its title, else the name of its file. */
export function nameOf(image: Pick<ImageItem, "title" | "originalName">): string {
  return image.title === "" ? image.originalName : image.title;
}
