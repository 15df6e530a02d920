import { randomInt } from "node:crypto";
import type { Question } from "./steady-asks.ts";

/**
 * What a crowd asks one replica of a gallery: mostly for bytes, then for data, feeds and pages. `path` is where the photo's
 * bytes are at the moment.
 */
export function publicQuestions(
  url: string,
  slug: string,
  photo: { readonly imageId: string; readonly path: string },
): Question[] {
  const mentions = (what: string, path: string): Question => ({
    what,
    ask: async () => {
      const answer = await ask(url, path);
      const text = await answer.text();
      if (answer.ok) return text.includes(photo.imageId);
      throw new Error(`${what} was answered ${answer.status}: ${text.slice(0, 200)}`);
    },
  });
  const media: Question = {
    what: "media",
    ask: async () => {
      if (photo.path === "") return false;
      const answer = await ask(url, photo.path);
      await answer.arrayBuffer();
      if (answer.ok || answer.status === 404) return answer.ok;
      throw new Error(`Media were answered ${answer.status}`);
    },
  };
  const input = encodeURIComponent(JSON.stringify({ json: { slug } }));
  const json = mentions("json", `/api/trpc/gallery.public.home?input=${input}`);
  const feed = mentions("feed", `/g/${slug}/rss.xml`);
  const page = mentions("page", `/g/${slug}`);
  return [json, media, feed, media, json, media, page, media, feed, media];
}

/** Each from an address of its own: a crowd is limited by address, and comes by a proxy. */
function ask(url: string, path: string): Promise<Response> {
  const octets = Array.from({ length: 3 }, () => randomInt(1, 255));
  return fetch(`${url}${path}`, { headers: { "x-forwarded-for": `10.${octets.join(".")}` } });
}
