import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface RealPhoto {
  readonly name: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

/** Packages that bring photos of real cameras to be tried with, and where in them these lie. */
const folders = ["exif-js/example/", "exif-parser/test/"] as const;

/** Photos that cameras have taken: an underwater one with its place, one whose header is larger than it should be, a dot. */
export function readRealPhotos(): RealPhoto[] {
  return folders.flatMap((folder) => {
    const url = new URL(import.meta.resolve(`${folder}x.jpg`));
    const path = fileURLToPath(new URL(".", url));
    const names = readdirSync(path).filter((name) => name.endsWith(".jpg"));
    return names.sort().map((name) => ({ name, bytes: readBytes(`${path}${name}`) }));
  });
}

const readBytes = (path: string) => Buffer.from(readFileSync(path));
