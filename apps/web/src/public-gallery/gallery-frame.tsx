import type { ReactNode } from "react";
import { feedPath, paths } from "../paths.ts";
import { OfflineBanner } from "./offline-banner.tsx";
import type { PublicHeadView } from "./public-types.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

export interface GalleryFrameProps {
  slug: string;
  head: PublicHeadView;
  /** Which of the gallery's own pages this is. */
  at?: "photos" | "albums" | "map";
  children: ReactNode;
}

/** What stands around every page of a gallery: its name, its few pages, and who made the photos. */
export function GalleryFrame({ slug, head, at, children }: GalleryFrameProps) {
  const pages = [
    { key: "photos", label: "Photos", href: paths.publicGallery(slug) },
    { key: "albums", label: "Albums", href: paths.publicAlbums(slug) },
    ...(head.hasMap ? [{ key: "map", label: "Map", href: paths.publicMap(slug) }] : []),
  ];
  return (
    <>
      <a href="#content" className="skip-link">
        Skip to the photos
      </a>
      <OfflineBanner />
      <header className="gallery-bar">
        {/* Of a gallery that is closed to strangers a link shows one album, and no more. */}
        {head.isOpen ? (
          <a href={paths.publicGallery(slug)} className="gallery-name">
            {head.title}
          </a>
        ) : (
          <span className="gallery-name">{head.title}</span>
        )}
        <div className="flex items-center gap-1 sm:gap-3">
          {head.isOpen && (
            <nav aria-label="Gallery">
              <ul className="flex gap-1">
                {pages.map(({ key, label, href }) => (
                  <li key={key}>
                    <a
                      href={href}
                      className="gallery-tab"
                      aria-current={key === at ? "page" : undefined}
                    >
                      {label}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          <ThemeSwitch />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="gallery-main">
        {children}
      </main>
      <footer className="gallery-foot">
        <p>
          {head.author !== "" && <span>© {head.author}</span>}
          {head.license !== "" && <span>{head.license}</span>}
        </p>
        {head.isOpen && head.hasFeed && (
          <p>
            <a href={feedPath("rss", slug)}>RSS</a>
            <a href={feedPath("json", slug)}>JSON Feed</a>
          </p>
        )}
      </footer>
    </>
  );
}
