import type { GalleryDeps } from "../context.ts";

/** What a gallery is told to be another in; the key of each is the gallery's organization. */
export const galleryTopics = [
  "gallery.image",
  "gallery.album",
  "gallery.settings",
  "gallery.run",
] as const;
export type GalleryTopic = (typeof galleryTopics)[number];

/**
 * Says, after the commit, that something of a gallery is another now: screens that show it read it again at once, and what
 * is remembered of it is dropped. Nothing is wrong when nobody hears it: screens ask now and again by themselves, and
 * every public answer reads the gallery's generations. It takes a quarter of a second at most, and never fails.
 */
export async function tellOf(
  { feed }: Pick<GalleryDeps, "feed">,
  organizationId: string,
  ...topics: readonly GalleryTopic[]
): Promise<void> {
  if (feed === undefined) return;
  await Promise.all(topics.map((topic) => feed.announce(topic, organizationId)));
}
