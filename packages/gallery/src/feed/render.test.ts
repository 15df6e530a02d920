import { expect, test } from "vitest";
import type { Feed } from "./feed.ts";
import { renderJsonFeed, renderRss } from "./render.ts";

const feed: Feed = {
  title: 'Harbours & "piers"',
  description: "",
  author: "Ada",
  pageUrl: "https://photos.test/g/home",
  feedUrl: "https://photos.test/g/home/rss.xml",
  items: [
    {
      id: "urn:uuid:1",
      pageUrl: "https://photos.test/g/home/i/1",
      title: "Pier <script>\u0000\u000b\ud83d\ude00\ud83d",
      caption: "",
      publishedAt: new Date(0),
      image: { edge: 640, width: 640, height: 480, url: "https://photos.test/m", sizeBytes: 7 },
    },
  ],
};

test("a feed escapes what people wrote, and drops what XML cannot hold", () => {
  const rss = renderRss(feed);
  expect(rss).toContain("<title>Harbours &amp; &quot;piers&quot;</title>");
  expect(rss).toContain("<title>Pier &lt;script&gt;\u{1f600}</title>");
  expect(rss).toContain('<enclosure url="https://photos.test/m" length="7" type="image/webp"/>');
  expect(rss).toContain("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>");
});

test("the same as JSON says what the version asks for", () => {
  expect(JSON.parse(renderJsonFeed(feed))).toMatchObject({
    version: "https://jsonfeed.org/version/1.1",
    items: [{ id: "urn:uuid:1", attachments: [{ size_in_bytes: 7, mime_type: "image/webp" }] }],
  });
});
