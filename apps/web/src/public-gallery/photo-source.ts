import { mounts } from "../paths.ts";
import type { PublicPhoto } from "./public-types.ts";

type Renditions = Pick<PublicPhoto, "variants">["variants"];

/** Every rendition of one format, for the browser to choose from. */
export function srcSetOf(renditions: Renditions): string {
  return renditions.map(({ path, width }) => `${path} ${width}w`).join(", ");
}

/** What a browser without a choice shows. */
export function srcOf(renditions: Renditions): string {
  return (renditions.find(({ edge }) => edge >= 640) ?? renditions.at(-1))?.path ?? "";
}

/** Tried again under another address, since a browser remembers that one failed; the server passes the query over. */
export function retriedSrc(src: string, attempt: number): string {
  return attempt === 0 || !src.startsWith(mounts.media) ? src : `${src}?again=${attempt}`;
}
