import type { Feed, FeedItem } from "./feed.ts";
import { xmlText } from "./xml.ts";

/** RSS 2.0. */
export function renderRss(feed: Feed): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
    element("title", feed.title),
    element("link", feed.pageUrl),
    element("description", feed.description || feed.title),
    `<atom:link rel="self" type="application/rss+xml" href="${xmlText(feed.feedUrl)}"/>`,
    ...feed.items.map(rssItem),
    "</channel></rss>",
    "",
  ].join("\n");
}

function rssItem(item: FeedItem): string {
  const { image } = item;
  return [
    "<item>",
    element("title", item.title),
    element("link", item.pageUrl),
    `<guid isPermaLink="false">${xmlText(item.id)}</guid>`,
    element("pubDate", item.publishedAt.toUTCString()),
    ...(item.caption === "" ? [] : [element("description", item.caption)]),
    ...(image === null
      ? []
      : [`<enclosure url="${xmlText(image.url)}" length="${image.sizeBytes}" type="image/webp"/>`]),
    "</item>",
  ].join("");
}

function element(name: string, text: string): string {
  return `<${name}>${xmlText(text)}</${name}>`;
}

/** JSON Feed 1.1. */
export function renderJsonFeed(feed: Feed): string {
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: feed.title,
    ...(feed.description === "" ? {} : { description: feed.description }),
    home_page_url: feed.pageUrl,
    feed_url: feed.feedUrl,
    ...(feed.author === "" ? {} : { authors: [{ name: feed.author }] }),
    items: feed.items.map(({ id, pageUrl, title, caption, publishedAt, image }) => ({
      id,
      url: pageUrl,
      title,
      content_text: caption || title,
      date_published: publishedAt.toISOString(),
      ...(image === null
        ? {}
        : {
            image: image.url,
            attachments: [
              { url: image.url, mime_type: "image/webp", size_in_bytes: image.sizeBytes },
            ],
          }),
    })),
  });
}

/** Addresses for search engines, by the protocol of sitemaps. */
export function renderSitemap(
  pages: readonly { readonly url: string; readonly changedAt: Date | null }[],
): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...pages.map(({ url, changedAt }) => {
      const changed = changedAt === null ? "" : element("lastmod", changedAt.toISOString());
      return `<url>${element("loc", url)}${changed}</url>`;
    }),
    "</urlset>",
    "",
  ].join("\n");
}
