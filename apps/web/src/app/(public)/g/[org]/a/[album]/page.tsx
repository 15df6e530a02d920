import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { loadSubject } from "../../../../../../data/load.ts";
import { freeze, serverQueries } from "../../../../../../data/server-queries.ts";
import { PublicAlbum } from "../../../../../../public-gallery/public-gallery.tsx";
import { albumInput, nextPhotoCursor } from "../../../../../../public-gallery/public-query.ts";

interface PageProps {
  params: Promise<{ org: string; album: string }>;
}

async function load({ params }: PageProps) {
  const { org, album: asked } = await params;
  const [slug, album] = [decodeURIComponent(org), decodeURIComponent(asked)];
  const { queryClient, trpc } = await serverQueries();
  const options = trpc.gallery.public.album.infiniteQueryOptions(albumInput(slug, album), {
    getNextPageParam: nextPhotoCursor,
  });
  const data = await loadSubject(queryClient.fetchInfiniteQuery(options));
  return { slug, album, queryClient, first: data?.pages[0] };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { first } = await load(props);
  const isListed = first?.album.isListed ?? false;
  return {
    title: {
      absolute: first === undefined ? "Album" : `${first.album.title} · ${first.head.title}`,
    },
    robots: { index: isListed, follow: isListed },
  };
}

export default async function Page(props: PageProps) {
  const { slug, album, queryClient } = await load(props);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <PublicAlbum slug={slug} album={album} />
    </HydrationBoundary>
  );
}
