import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { loadSubject } from "../../../../data/load.ts";
import { freeze, serverQueries } from "../../../../data/server-queries.ts";
import { PublicHome } from "../../../../public-gallery/public-gallery.tsx";
import { homeInput, nextPhotoCursor } from "../../../../public-gallery/public-query.ts";

interface PageProps {
  params: Promise<{ org: string }>;
}

async function load({ params }: PageProps) {
  const slug = decodeURIComponent((await params).org);
  const { queryClient, trpc } = await serverQueries();
  const options = trpc.gallery.public.home.infiniteQueryOptions(homeInput(slug), {
    getNextPageParam: nextPhotoCursor,
  });
  const data = await loadSubject(queryClient.fetchInfiniteQuery(options));
  return { slug, queryClient, head: data?.pages[0]?.head };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { head } = await load(props);
  return {
    title: { absolute: head?.title ?? "Gallery" },
    description: head?.description ?? "",
    robots: { index: true, follow: true },
  };
}

export default async function Page(props: PageProps) {
  const { slug, queryClient } = await load(props);
  return (
    <HydrationBoundary state={freeze(queryClient)}>
      <PublicHome slug={slug} />
    </HydrationBoundary>
  );
}
