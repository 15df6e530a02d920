import type { Metadata } from "next";
import { decoded } from "../../../../../data/request.ts";
import { paths } from "../../../../../paths.ts";
import { AlbumCards } from "../../../../../public-gallery/album-cards.tsx";
import { GalleryFrame } from "../../../../../public-gallery/gallery-frame.tsx";
import { GalleryTitle } from "../../../../../public-gallery/gallery-title.tsx";
import { pageMetadata } from "../../../../../public-gallery/page-metadata.ts";
import { readPublic } from "../../../../../public-gallery/read-public.ts";

interface PageProps {
  params: Promise<{ org: string }>;
}

async function load({ params }: PageProps) {
  const slug = decoded((await params).org);
  return { slug, ...(await readPublic("albums", { slug })) };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { slug, head, albums } = await load(props);
  const [first] = albums;
  return pageMetadata({
    ...{ slug, head, title: `Albums · ${head.title}`, description: "" },
    path: paths.publicAlbums(slug),
    isListed: head.isOpen,
    picture: first === undefined ? undefined : { variants: first.cover, alt: first.title },
  });
}

export default async function Page(props: PageProps) {
  const { slug, head, albums } = await load(props);
  return (
    <GalleryFrame slug={slug} head={head} at="albums">
      <GalleryTitle title="Albums" />
      {albums.length > 0 ? (
        <AlbumCards slug={slug} albums={albums} />
      ) : (
        <div className="empty-wall">
          <p>No albums yet</p>
        </div>
      )}
    </GalleryFrame>
  );
}
