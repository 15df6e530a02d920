import type { Outputs } from "../../data/router-types.ts";

type Storage = Outputs["gallery"]["storage"];
export type StorageStatus = Storage["status"];
export type StepReport = Storage["check"]["steps"][number];

export function kindWords(kind: StorageStatus["kinds"][number]["kind"]): string {
  switch (kind) {
    case "originals":
      return "Originals";
    case "conversions":
      return "Conversions of HEIC";
    case "trash":
      return "Originals in the trash";
    case "uploads":
      return "Files on their way";
    case "webp":
      return "WebP renditions";
    case "avif":
      return "AVIF renditions";
    case "tiles":
      return "Tiles for zooming";
    case "clean":
      return "Copies for download";
    case "motion":
      return "Live Photos";
  }
}

/** What a step of the check tried. */
export function stepWords(step: StepReport["step"]): string {
  switch (step) {
    case "put":
      return "Write an object";
    case "head":
      return "Ask for its size";
    case "read":
      return "Read it back";
    case "range":
      return "Read a piece of it";
    case "list":
      return "Find it in a list";
    case "parts":
      return "Write one in parts";
    case "delete":
      return "Delete them";
  }
}

export function driverWords(driver: StorageStatus["driver"]): string {
  return driver === "s3" ? "Bucket (S3)" : "Folder";
}
