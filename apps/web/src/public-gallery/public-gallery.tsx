"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Images } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { formatCount } from "../design/format.ts";
import { paths } from "../paths.ts";
import { PhotoGrid, type PublicPhoto } from "./photo-grid.tsx";
import { PublicHead } from "./public-head.tsx";
import { albumInput, homeInput, nextPhotoCursor } from "./public-query.ts";

/** An organization's front page. */
export function PublicHome({ slug }: { slug: string }) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.gallery.public.home.infiniteQueryOptions(homeInput(slug), {
      getNextPageParam: nextPhotoCursor,
    }),
  );
  const [first] = query.data?.pages ?? [];
  return (
    <>
      {first !== undefined && (
        <PublicHead title={first.head.title} lead={first.head.description} by={first.head.author} />
      )}
      {first !== undefined && first.albums.length > 0 && (
        <Albums slug={slug} albums={first.albums} />
      )}
      <Photos photos={query.data?.pages.flatMap(({ images }) => images)} query={query} />
    </>
  );
}

/** One album of it. */
export function PublicAlbum({ slug, album }: { slug: string; album: string }) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.gallery.public.album.infiniteQueryOptions(albumInput(slug, album), {
      getNextPageParam: nextPhotoCursor,
    }),
  );
  const [first] = query.data?.pages ?? [];
  return (
    <>
      {first !== undefined && (
        <PublicHead
          title={first.album.title}
          lead={first.album.description}
          by={null}
          up={{ label: first.head.title, href: paths.publicGallery(slug) }}
        />
      )}
      <Photos photos={query.data?.pages.flatMap(({ images }) => images)} query={query} />
    </>
  );
}

interface PhotosProps {
  photos: readonly PublicPhoto[] | undefined;
  query: {
    isError: boolean;
    error: unknown;
    isFetching: boolean;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    refetch: () => unknown;
    fetchNextPage: () => unknown;
  };
}

function Photos({ photos, query }: PhotosProps) {
  if (query.isError) {
    return (
      <ErrorCard
        title="The photos could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (photos === undefined) {
    return <p role="status">Loading…</p>;
  }
  if (photos.length === 0) {
    return <Empty icon={Images} title="No photos yet" />;
  }
  return (
    <>
      <PhotoGrid photos={photos} />
      <p className="py-8 text-center text-ink-3 text-sm">
        {query.hasNextPage ? (
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        ) : (
          formatCount(photos.length, "photo")
        )}
      </p>
    </>
  );
}

type AlbumCards = readonly {
  slug: string;
  title: string;
  images: number;
  cover: readonly { edge: number; path: string; width: number; height: number }[];
}[];

function Albums({ slug, albums }: { slug: string; albums: AlbumCards }) {
  return (
    <nav aria-label="Albums" className="mb-8">
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,9rem),14rem))] gap-3">
        {albums.map((album) => (
          <li key={album.slug}>
            <Link href={paths.publicAlbum(slug, album.slug)} className="group block">
              <span className="block aspect-[4/3] overflow-hidden rounded-md border border-line bg-sunken">
                {album.cover[0] !== undefined && (
                  <img
                    src={album.cover[0].path}
                    alt=""
                    loading="lazy"
                    className="size-full object-cover"
                  />
                )}
              </span>
              <span className="mt-1.5 block truncate font-medium text-ink text-sm group-hover:underline">
                {album.title}
              </span>
              <span className="text-ink-3 text-xs">{formatCount(album.images, "photo")}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
