import type { Tone } from "../design/badge.tsx";
import type { FullImage, ImageItem } from "./gallery-query.ts";

/** What a photo's badge says: what is wrong first, then what is going on, then who may see it. */
export function stateOf(
  image: Pick<ImageItem, "processing" | "publication" | "reach" | "isTrashed">,
): { label: string; tone: Tone } {
  if (image.isTrashed) return { label: "In the trash", tone: "plain" };
  if (image.processing === "quarantined") return { label: "Failed", tone: "bad" };
  if (image.processing === "needs_rendition") return { label: "Needs conversion", tone: "warn" };
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

/** How it was exposed: "1/250 s · f/2.8 · ISO 200 · 35 mm"; empty when the file does not say. */
export function exposureOf(
  image: Pick<FullImage, "exposureTimeS" | "fNumber" | "iso" | "focalLengthMm">,
): string {
  const { exposureTimeS: seconds, fNumber, iso, focalLengthMm } = image;
  const parts = [
    seconds !== null && (seconds >= 0.3 ? `${round(seconds)} s` : `1/${Math.round(1 / seconds)} s`),
    fNumber !== null && `f/${round(fNumber)}`,
    iso !== null && `ISO ${iso}`,
    focalLengthMm !== null && `${round(focalLengthMm)} mm`,
  ];
  return parts.filter((part) => part !== false).join(" · ");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const dayMs = 86_400_000;

/** How long the trash keeps a photo yet. */
export function daysLeft(goneAt: Date | null, nowMs: number): string {
  const days = goneAt === null ? 0 : Math.ceil((goneAt.getTime() - nowMs) / dayMs);
  if (days <= 0) return "Deleted for good today";
  return days === 1 ? "1 day left" : `${days} days left`;
}
