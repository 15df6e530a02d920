import type { Metadata } from "next";
import { decoded } from "../../../../../data/request.ts";
import { paths } from "../../../../../paths.ts";
import { GalleryFrame } from "../../../../../public-gallery/gallery-frame.tsx";
import { GalleryTitle } from "../../../../../public-gallery/gallery-title.tsx";
import { pageMetadata } from "../../../../../public-gallery/page-metadata.ts";
import { PlacesMap } from "../../../../../public-gallery/places-map.tsx";
import { readPublic } from "../../../../../public-gallery/read-public.ts";
import { readHandle } from "../../../../../server/handle.ts";

interface PageProps {
  params: Promise<{ org: string }>;
}

async function load({ params }: PageProps) {
  const slug = decoded((await params).org);
  return { slug, ...(await readPublic("map", { slug })) };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { slug, head } = await load(props);
  return pageMetadata({
    ...{ slug, head, title: `Map · ${head.title}`, description: "" },
    path: paths.publicMap(slug),
    isListed: head.isOpen,
  });
}

export default async function Page(props: PageProps) {
  const { slug, head, places, styleUrl } = await load(props);
  const named = await Promise.all(
    places.map(async (place) => ({ ...place, country: await readHandle().countryAt(place) })),
  );
  return (
    <GalleryFrame slug={slug} head={head} at="map">
      <GalleryTitle title="Map" />
      {named.length > 0 ? (
        <PlacesMap slug={slug} places={named} styleUrl={styleUrl} />
      ) : (
        <div className="empty-wall">
          <p>No places yet</p>
          <p className="text-sm">Photos stand here when their albums say where they were taken.</p>
        </div>
      )}
    </GalleryFrame>
  );
}
