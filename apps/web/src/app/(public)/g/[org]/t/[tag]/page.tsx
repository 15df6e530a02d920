import type { Metadata } from "next";
import { decoded } from "../../../../../../data/request.ts";
import { paths } from "../../../../../../paths.ts";
import { readFilter } from "../../../../../../public-gallery/filter-query.ts";
import { GalleryFrame } from "../../../../../../public-gallery/gallery-frame.tsx";
import { GalleryTitle } from "../../../../../../public-gallery/gallery-title.tsx";
import { pageMetadata } from "../../../../../../public-gallery/page-metadata.ts";
import { newSeed } from "../../../../../../public-gallery/page-seed.ts";
import { PhotoListSection } from "../../../../../../public-gallery/photo-list-page.tsx";
import { readPublic } from "../../../../../../public-gallery/read-public.ts";

interface PageProps {
  params: Promise<{ org: string; tag: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

async function load({ params, searchParams }: PageProps) {
  const { org, tag } = await params;
  const slug = decoded(org);
  const { album: _album, tag: _tag, ...chosen } = readFilter(await searchParams);
  const filter = { ...chosen, tag: decoded(tag) };
  return { slug, chosen, filter, ...(await readPublic("tag", { slug, ...filter })) };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { slug, chosen, head, tag, images } = await load(props);
  return pageMetadata({
    ...{ slug, head, title: `${tag.name} · ${head.title}`, description: "" },
    path: paths.publicTag(slug, tag.slug),
    isListed: head.isOpen && Object.keys(chosen).length === 0,
    picture: images[0],
  });
}

export default async function Page(props: PageProps) {
  const { slug, chosen, filter, head, tag, images, nextCursor } = await load(props);
  const facets = await readPublic("facets", { slug, ...filter });
  return (
    <GalleryFrame slug={slug} head={head}>
      <GalleryTitle
        title={tag.name}
        above={[{ label: head.title, href: paths.publicGallery(slug) }]}
      />
      <PhotoListSection
        bar={{
          path: paths.publicTag(slug, tag.slug),
          filter: chosen,
          facets: { ...facets, tags: [] },
          newSeed: newSeed(),
        }}
        list={{ slug, filter }}
        layout={head.layout}
        first={{ images, nextCursor }}
      />
    </GalleryFrame>
  );
}
