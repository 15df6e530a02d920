import "server-only";
import type { Metadata } from "next";
import { feedPath } from "../paths.ts";
import { readHandle } from "../server/handle.ts";
import type { PublicHeadView, PublicPhoto } from "./public-types.ts";

export interface PageFacts {
  slug: string;
  head: PublicHeadView;
  title: string;
  description: string;
  /** This page without a filter, which search engines know it by. */
  path: string;
  /** Whether search engines may know of it. */
  isListed: boolean;
  /** An album's own feeds. */
  album?: string;
  picture?: Pick<PublicPhoto, "variants" | "alt"> | undefined;
}

/** A picture that others show of a page is no larger. */
const pictureEdgeMost = 1_080;

/** What browsers, search engines and those who link here are told of a page. */
export function pageMetadata(facts: PageFacts): Metadata {
  const { slug, head, title, description, path, isListed, album, picture } = facts;
  const image = picture?.variants.findLast(({ edge }) => edge <= pictureEdgeMost);
  const feeds = head.isOpen && head.hasFeed && isListed;
  return {
    metadataBase: new URL(readHandle().webUrl()),
    title: { absolute: title },
    description: description || null,
    robots: { index: isListed, follow: isListed },
    alternates: {
      ...(isListed ? { canonical: path } : {}),
      ...(feeds
        ? {
            types: {
              "application/rss+xml": feedPath("rss", slug, album),
              "application/feed+json": feedPath("json", slug, album),
            },
          }
        : {}),
    },
    ...(isListed
      ? {
          openGraph: {
            ...{ title, description, url: path, siteName: head.title, type: "website" },
            images:
              image === undefined || picture === undefined
                ? []
                : [{ url: image.path, width: image.width, height: image.height, alt: picture.alt }],
          },
          twitter: { card: "summary_large_image" },
        }
      : {}),
  };
}
