import type { ReactNode } from "react";
import { paths } from "../paths.ts";
import { DownloadLinks } from "./download-links.tsx";
import { filteredPath } from "./filter-query.ts";
import { Histogram } from "./histogram.tsx";
import { cameraName, exposureWords, placeWords, takenWords } from "./photo-words.ts";
import { PlaceSketch } from "./place-sketch.tsx";
import type { PhotoDetail } from "./public-types.ts";

export interface PhotoPanelProps {
  slug: string;
  photo: PhotoDetail;
  titleLevel: "h1" | "h2";
}

/** All that may be told of a photo. What is not known is left out. */
export function PhotoPanel({ slug, photo, titleLevel: Title }: PhotoPanelProps) {
  const { title, alt, caption, credit, license, takenLocal, lensModel, place } = photo;
  const camera = cameraName(photo);
  const exposure = exposureWords(photo);
  const gallery = paths.publicGallery(slug);
  const taken = takenLocal === null ? null : takenWords(takenLocal);
  const heading = title || taken || alt;
  return (
    <div className="photo-panel">
      <Title className="photo-title">{heading}</Title>
      {caption !== "" && <p className="mt-2 whitespace-pre-line text-ink-2">{caption}</p>}
      <dl className="photo-facts">
        {taken !== null && taken !== heading && <Fact name="Taken">{taken}</Fact>}
        {camera !== null && (
          <Fact name="Camera">
            {photo.cameraModel === null ? (
              camera
            ) : (
              <a className="text-link" href={filteredPath(gallery, { camera: photo.cameraModel })}>
                {camera}
              </a>
            )}
          </Fact>
        )}
        {lensModel !== null && (
          <Fact name="Lens">
            <a className="text-link" href={filteredPath(gallery, { lens: lensModel })}>
              {lensModel}
            </a>
          </Fact>
        )}
        {exposure.length > 0 && <Fact name="Exposure">{exposure.join(" · ")}</Fact>}
        <Fact name="Size">
          {photo.width} × {photo.height}
        </Fact>
        {photo.albums.length > 0 && (
          <Fact name={photo.albums.length === 1 ? "Album" : "Albums"}>
            <Links
              links={photo.albums.map((album) => ({
                label: album.title,
                href: paths.publicAlbum(slug, album.slug),
              }))}
            />
          </Fact>
        )}
        {credit !== "" && <Fact name="Credit">{credit}</Fact>}
        {license !== "" && <Fact name="License">{license}</Fact>}
      </dl>
      {photo.tags.length > 0 && (
        <ul aria-label="Tags" className="tag-list">
          {photo.tags.map((tag) => (
            <li key={tag.slug}>
              <a href={paths.publicTag(slug, tag.slug)}>{tag.name}</a>
            </li>
          ))}
        </ul>
      )}
      {photo.histogram !== null && <Histogram base64={photo.histogram} />}
      {place !== null && (
        <figure className="m-0">
          <PlaceSketch latitude={place.latitude} longitude={place.longitude} />
          <figcaption className="mt-1.5 text-ink-3 text-xs">
            {place.isApproximate ? "Near " : ""}
            {placeWords(place, place.isApproximate ? 2 : 4)}
          </figcaption>
        </figure>
      )}
      <DownloadLinks download={photo.download} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Links({ links }: { links: readonly { label: string; href: string }[] }) {
  return links.map(({ label, href }, at) => (
    <span key={href}>
      {at > 0 && ", "}
      <a className="text-link" href={href}>
        {label}
      </a>
    </span>
  ));
}
