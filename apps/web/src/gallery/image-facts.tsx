import Link from "next/link";
import { formatBytes } from "../design/format.ts";
import { paths } from "../paths.ts";
import type { FullImage } from "./gallery-query.ts";
import { exposureOf, stateOf } from "./image-words.ts";

/** What a photo's file says of it, and where it stands. */
export function ImageFacts({ image }: { image: FullImage }) {
  const { width, height, cameraMake, cameraModel, lensModel, albums } = image;
  const facts = [
    ["State", stateOf(image).label],
    [
      "File",
      `${image.originalName} · ${image.format.toUpperCase()} · ${formatBytes(image.sizeBytes)}`,
    ],
    ["Pixels", width === null || height === null ? "Not read yet" : `${width} × ${height}`],
    ["Camera", [cameraMake, cameraModel].filter(Boolean).join(" ") || "Not known"],
    ["Lens", lensModel ?? "Not known"],
    ["Exposure", exposureOf(image) || "Not known"],
  ] as const;
  return (
    <dl className="grid content-start gap-x-4 gap-y-1 text-sm sm:grid-cols-[5rem_1fr]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="wrap-anywhere text-ink">{value}</dd>
        </div>
      ))}
      <dt className="text-ink-3">Albums</dt>
      <dd className="wrap-anywhere text-ink">
        {albums.length === 0
          ? "None"
          : albums.map(({ albumId, title }) => (
              <Link
                key={albumId}
                href={paths.galleryAlbum(albumId)}
                className="mr-3 underline underline-offset-2"
              >
                {title}
              </Link>
            ))}
      </dd>
    </dl>
  );
}
