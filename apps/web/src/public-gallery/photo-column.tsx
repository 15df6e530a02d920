"use client";

import { PhotoLink, type ShownPhotos } from "./photo-link.tsx";

/** One photo below the other, each as large as it may be. The browser itself leaves out what is far from the window. */
export function PhotoColumn({ photos, hrefOf, onOpen }: ShownPhotos) {
  return (
    <ul aria-label="Photos" className="photo-column">
      {photos.map((photo, index) => (
        <li key={photo.imageId} style={{ maxWidth: `calc(86vh * ${photo.width / photo.height})` }}>
          <PhotoLink
            photo={photo}
            href={hrefOf(photo)}
            sizes="(min-width: 1100px) 1100px, 100vw"
            isFirst={index === 0}
            onOpen={() => onOpen(index)}
          />
          {photo.title !== "" && <p className="mt-2 text-ink-3 text-sm">{photo.title}</p>}
        </li>
      ))}
    </ul>
  );
}
