import { formatCount } from "../design/format.ts";
import { paths } from "../paths.ts";
import { srcSetOf } from "./photo-source.ts";
import type { AlbumCardView } from "./public-types.ts";

const sizes = "(min-width: 1100px) 22vw, (min-width: 700px) 33vw, 50vw";

/** Albums by their covers. */
export function AlbumCards({ slug, albums }: { slug: string; albums: readonly AlbumCardView[] }) {
  return (
    <ul aria-label="Albums" className="album-cards">
      {albums.map((album) => (
        <li key={album.slug}>
          <a href={paths.publicAlbum(slug, album.slug)} className="album-card">
            <span className="album-cover">
              {album.cover.length > 0 && (
                <img
                  src={album.cover[0]?.path}
                  srcSet={srcSetOf(album.cover)}
                  sizes={sizes}
                  alt=""
                  className="album-picture"
                  loading="lazy"
                  decoding="async"
                />
              )}
            </span>
            <span className="album-title">{album.title}</span>
            <span className="text-ink-3 text-sm">{formatCount(album.images, "photo")}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
