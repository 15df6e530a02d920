import type { Metadata } from "next";
import { decoded } from "../../../../data/request.ts";
import { paths } from "../../../../paths.ts";
import { AlbumCards } from "../../../../public-gallery/album-cards.tsx";
import { readFilter } from "../../../../public-gallery/filter-query.ts";
import { GalleryFrame } from "../../../../public-gallery/gallery-frame.tsx";
import { GalleryTitle } from "../../../../public-gallery/gallery-title.tsx";
import { pageMetadata } from "../../../../public-gallery/page-metadata.ts";
import { newSeed } from "../../../../public-gallery/page-seed.ts";
import { PhotoListSection } from "../../../../public-gallery/photo-list-page.tsx";
import { readPublic } from "../../../../public-gallery/read-public.ts";

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Albums on the front page; all of them have a page of their own. */
const albumsShown = 8;

async function load({ params, searchParams }: PageProps) {
  const slug = decoded((await params).org);
  const { album: _, ...filter } = readFilter(await searchParams);
  const home = await readPublic("home", { slug, ...filter });
  return { slug, filter, home };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { slug, filter, home } = await load(props);
  const { head, images } = home;
  return pageMetadata({
    ...{ slug, head, title: head.title, description: head.description },
    path: paths.publicGallery(slug),
    isListed: head.isOpen && Object.keys(filter).length === 0,
    picture: images[0],
  });
}

export default async function Page(props: PageProps) {
  const { slug, filter, home } = await load(props);
  const facets = await readPublic("facets", { slug, ...filter });
  const { head, albums } = home;
  const isFront = Object.keys(filter).length === 0;
  const path = paths.publicGallery(slug);
  return (
    <GalleryFrame slug={slug} head={head} at="photos">
      <GalleryTitle title={titleOf(filter) ?? head.title} lead={isFront ? head.description : ""} />
      {isFront && albums.length > 0 && (
        <section aria-label="Albums" className="mb-12">
          <AlbumCards slug={slug} albums={albums.slice(0, albumsShown)} />
          {albums.length > albumsShown && (
            <p className="mt-5">
              <a href={paths.publicAlbums(slug)} className="text-link">
                All {albums.length} albums
              </a>
            </p>
          )}
        </section>
      )}
      <PhotoListSection
        bar={{ path, filter, facets, newSeed: newSeed() }}
        list={{ slug, filter }}
        layout={head.layout}
        first={home}
      />
    </GalleryFrame>
  );
}

/** A camera or a lens makes a page of its own. */
function titleOf({ camera, lens, words }: ReturnType<typeof readFilter>): string | null {
  if (words !== undefined) return `“${words}”`;
  return camera ?? lens ?? null;
}
