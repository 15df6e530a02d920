import type { Metadata } from "next";
import { decoded } from "../../../../../../data/request.ts";
import { paths } from "../../../../../../paths.ts";
import { AlbumCards } from "../../../../../../public-gallery/album-cards.tsx";
import { readFilter } from "../../../../../../public-gallery/filter-query.ts";
import { GalleryFrame } from "../../../../../../public-gallery/gallery-frame.tsx";
import { GalleryTitle } from "../../../../../../public-gallery/gallery-title.tsx";
import { pageMetadata } from "../../../../../../public-gallery/page-metadata.ts";
import { newSeed } from "../../../../../../public-gallery/page-seed.ts";
import { PhotoListSection } from "../../../../../../public-gallery/photo-list-page.tsx";
import { readPublic } from "../../../../../../public-gallery/read-public.ts";

interface PageProps {
  params: Promise<{ org: string; album: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

async function load({ params, searchParams }: PageProps) {
  const { org, album } = await params;
  const slug = decoded(org);
  const { album: _, ...chosen } = readFilter(await searchParams);
  const filter = { ...chosen, album: decoded(album) };
  return { slug, chosen, filter, ...(await readPublic("album", { slug, ...filter })) };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { slug, chosen, head, album, images } = await load(props);
  return pageMetadata({
    ...{ slug, head, album: album.slug },
    title: `${album.title} · ${head.title}`,
    description: album.description,
    path: paths.publicAlbum(slug, album.slug),
    isListed: album.isListed && Object.keys(chosen).length === 0,
    picture: images[0],
  });
}

export default async function Page(props: PageProps) {
  const { slug, chosen, filter, ...page } = await load(props);
  const { head, album, above, below, images, nextCursor } = page;
  const facets = await readPublic("facets", { slug, ...filter });
  const path = paths.publicAlbum(slug, album.slug);
  const holdsAlbumsAlone = below.length > 0 && facets.photos === 0 && !isNarrowed(chosen);
  return (
    <GalleryFrame slug={slug} head={head}>
      <GalleryTitle
        title={album.title}
        lead={album.description}
        above={[
          ...(head.isOpen ? [{ label: "Albums", href: paths.publicAlbums(slug) }] : []),
          ...above.map((step) => ({
            label: step.title,
            href: paths.publicAlbum(slug, step.slug),
          })),
        ]}
      />
      {below.length > 0 && (
        <section aria-label="Albums in this album" className="mb-12">
          <AlbumCards slug={slug} albums={below} />
        </section>
      )}
      {!holdsAlbumsAlone && (
        <PhotoListSection
          bar={{ path, filter: chosen, facets, newSeed: newSeed() }}
          list={{ slug, filter }}
          layout={album.layout}
          first={{ images, nextCursor }}
        />
      )}
    </GalleryFrame>
  );
}

function isNarrowed(chosen: object): boolean {
  return Object.keys(chosen).length > 0;
}
