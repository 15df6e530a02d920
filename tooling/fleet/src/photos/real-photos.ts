import { readdirSync, readFileSync } from "node:fs";

export interface RealPhoto {
  readonly name: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

/** Photos that cameras have taken: an underwater one with its place, one whose header is larger than it should be, a dot. */
export function readRealPhotos(): RealPhoto[] {
  // Packages that bring photos to be tried with, and where in them these lie.
  const folders = [
    new URL("./example/", import.meta.resolve("exif-js/package.json")),
    new URL("./test/", import.meta.resolve("exif-parser/package.json")),
  ];
  return folders.flatMap((folder) => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".jpg"));
    return names.sort().map((name) => {
      return { name, bytes: Buffer.from(readFileSync(new URL(name, folder))) };
    });
  });
}
