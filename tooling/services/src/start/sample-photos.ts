import { z } from "zod";
import { drawPhoto } from "../demo/draw-photo.ts";
import type { ConsoleClient } from "./console-client.ts";

const photosPerAlbum = 6;
const albumTitles = ["Harbour", "Out at sea"] as const;

const settingsAnswer = z.object({ version: z.number() });
const organizationsAnswer = z.array(z.object({ organizationId: z.string() }));
const albumAnswer = z.object({ albumId: z.string() });
const imagesAnswer = z.object({ items: z.array(z.unknown()) });

/**
 * Puts drawn photos into two albums of an untouched gallery, publishes them and opens it, as a person would: what is made
 * of them is made by the workers of this run. Answers how many; none where somebody has been there before.
 */
export async function loadSamplePhotos(client: ConsoleClient): Promise<number> {
  const { version } = settingsAnswer.parse(await client.query("gallery.settings.get", undefined));
  const { items } = imagesAnswer.parse(await client.query("gallery.images.list", { limit: 1 }));
  if (version !== 0 || items.length > 0) return 0;
  const [organization] = organizationsAnswer.parse(
    await client.query("session.organizations", undefined),
  );
  if (organization === undefined) return 0;
  let number = 0;
  for (const title of albumTitles) {
    const { albumId } = albumAnswer.parse(await client.mutate("gallery.albums.create", { title }));
    const imageIds: string[] = [];
    for (; imageIds.length < photosPerAlbum; number += 1) {
      const { name, bytes } = await drawPhoto(number);
      const { organizationId } = organization;
      imageIds.push(await client.upload({ organizationId, albumId, filename: name }, bytes));
    }
    await client.mutate("gallery.images.publish", { imageIds });
  }
  await client.mutate("gallery.settings.update", { version: 0, isOpen: true });
  return number;
}
