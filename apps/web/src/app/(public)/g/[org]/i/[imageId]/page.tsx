import type { Metadata } from "next";
import { decoded } from "../../../../../../data/request.ts";
import { paths } from "../../../../../../paths.ts";
import { filteredPath, readFilter } from "../../../../../../public-gallery/filter-query.ts";
import { GalleryFrame } from "../../../../../../public-gallery/gallery-frame.tsx";
import { ImageStage } from "../../../../../../public-gallery/image-stage.tsx";
import { pageMetadata } from "../../../../../../public-gallery/page-metadata.ts";
import { PhotoPanel } from "../../../../../../public-gallery/photo-panel.tsx";
import { readPublic } from "../../../../../../public-gallery/read-public.ts";

interface PageProps {
  params: Promise<{ org: string; imageId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

async function load({ params, searchParams }: PageProps) {
  const { org, imageId: asked } = await params;
  const [slug, imageId] = [decoded(org), decoded(asked)];
  const filter = readFilter(await searchParams);
  return { slug, filter, ...(await readPublic("image", { slug, imageId, ...filter })) };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { slug, filter, head, image } = await load(props);
  return pageMetadata({
    ...{ slug, head, title: `${image.title || image.alt} · ${head.title}` },
    description: image.caption,
    path: paths.publicImage(slug, image.imageId),
    isListed: image.isListed && Object.keys(filter).length === 0,
    picture: image,
  });
}

export default async function Page(props: PageProps) {
  const { slug, filter, head, image, before, after } = await load(props);
  const { album } = filter;
  const hrefOf = (imageId: string | undefined) =>
    imageId === undefined ? null : filteredPath(paths.publicImage(slug, imageId), filter);
  const list = album === undefined ? paths.publicGallery(slug) : paths.publicAlbum(slug, album);
  const { album: _, ...rest } = filter;
  return (
    <GalleryFrame slug={slug} head={head}>
      <article className="image-page">
        <ImageStage
          slug={slug}
          filter={filter}
          photo={image}
          previous={hrefOf(before.at(-1)?.imageId)}
          next={hrefOf(after[0]?.imageId)}
          list={head.isOpen || album !== undefined ? filteredPath(list, rest) : null}
        />
        <PhotoPanel slug={slug} photo={image} titleLevel="h1" />
      </article>
    </GalleryFrame>
  );
}
