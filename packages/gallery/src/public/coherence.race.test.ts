import { text } from "node:stream/consumers";
import { createMetrics } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type GalleryFixture,
  type OwnerContext,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { createFeeds } from "../feed/read-feed.ts";
import { publishImages, unpublishImages } from "../image/change-images.ts";
import { readMediaPath } from "../image/media-path.ts";
import { updateSettings } from "../settings/settings.ts";
import { stranger } from "./asker.ts";
import type { Generations } from "./barrier.ts";
import { readImage } from "./image.ts";
import { readMedia } from "./media.ts";
import { openPublicGallery, type PublicGallery } from "./open-public.ts";
import { readHome } from "./pages.ts";

let fixture: GalleryFixture;
let ctx: OwnerContext;
let imageId: string;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
  await updateSettings(ctx, { version: 0, isOpen: true, title: "Harbours" });
  imageId = await addPhoto(fixture, ctx);
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** One replica: caches of its own over the shared store. Nobody announces anything to it. */
function openReplica(bus: "up" | "away"): PublicGallery {
  return openPublicGallery(fixture.deps, {
    feed: {
      ageMs: () => (bus === "up" ? 0 : Number.POSITIVE_INFINITY),
      ensureFresh: async () => bus === "up",
      subscribe: () => () => undefined,
    },
    metrics: createMetrics({ app: "test", version: "0" }),
  });
}

const addresses = {
  gallery: (slug: string) => slug,
  album: (slug: string, album: string) => `${slug}/${album}`,
  image: (slug: string, id: string) => `${slug}/${id}`,
  feed: ({ slug }: { slug: string }) => slug,
  media: (path: string) => path,
};

/** Every kind of answer, as whether it shows the photo. */
function questionsTo(gallery: PublicGallery, path: () => string): (() => Promise<boolean>)[] {
  const slug = ctx.organizationId;
  const readFeed = createFeeds(gallery, addresses);
  const shows = async (answer: Promise<unknown>) => JSON.stringify(await answer).includes(imageId);
  const isThere = async (answer: Promise<unknown>) => (await refusalOf(answer)) === null;
  return [
    () => shows(readHome(gallery, { slug })),
    () => isThere(readImage(gallery, { slug, imageId })),
    () => shows(readFeed({ slug, album: null, kind: "rss" })),
    () => shows(readFeed({ slug, album: null, kind: "sitemap" })),
    () => isThere(fetchMedia(gallery, path())),
  ];
}

async function fetchMedia(gallery: PublicGallery, path: string): Promise<string> {
  const name = readMediaPath(path);
  if (name === null) throw new Error(`No address of a photo: ${path}`);
  return await text(await (await readMedia(gallery, name, stranger)).open());
}

async function publish(gallery: PublicGallery): Promise<string> {
  await publishImages(ctx, { imageIds: [imageId] });
  const { image } = await readImage(gallery, { slug: ctx.organizationId, imageId });
  return image.variants[0]?.path ?? "";
}

const rounds = process.env["FULL"] === "1" ? 100 : 6;
/** Ends a run that hangs, also where all of them are run on a busy machine. */
const roundsEndMs = 30_000 + rounds * 1_000;

describe.each(["up", "away"] as const)("with the bus %s", (bus) => {
  test(
    `no answer that starts after unpublish shows it, over three replicas and ${rounds} rounds`,
    async () => {
      using stack = new DisposableStack();
      const replicas = [1, 2, 3].map(() => stack.use(openReplica(bus)));
      const [first] = replicas;
      if (first === undefined) throw new Error("no replica");
      let path = "";
      const questions = replicas.flatMap((replica) => questionsTo(replica, () => path));
      let seen = 0;
      for (let round = 0; round < rounds; round += 1) {
        path = await publish(first);
        const hidden = { isDone: false };
        const late: boolean[] = [];
        const asking = questions.map(async (ask) => {
          for (let after = 0; after < 2; ) {
            const isLate = hidden.isDone;
            const shown = await ask();
            if (isLate) after = late.push(shown);
            else if (shown) seen += 1;
          }
        });
        await unpublishImages(ctx, { imageIds: [imageId] });
        hidden.isDone = true;
        await Promise.all(asking);
        expect(late).not.toContain(true);
        expect(late.length).toBeGreaterThanOrEqual(questions.length);
      }
      // Otherwise nothing was asked while it was shown.
      expect(seen).toBeGreaterThan(0);
    },
    roundsEndMs,
  );
});

describe("a request that comes while the generations are being read", () => {
  /** Reads as the store stood when it was asked, and answers when it is told to. */
  function createSlowBarrier(gallery: PublicGallery, joins: boolean) {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    let underWay: Promise<Generations> | null = null;
    const readSlowly = async (organizationId: string) => {
      const generations = await gallery.barrier.read(organizationId);
      begun.resolve();
      await gate.promise;
      return generations;
    };
    return {
      ...{ begun: begun.promise, open: gate.resolve },
      barrier: {
        read(organizationId: string): Promise<Generations> {
          if (!joins) return readSlowly(organizationId);
          underWay ??= readSlowly(organizationId);
          return underWay;
        },
      },
    };
  }

  async function askLate(joins: boolean): Promise<unknown> {
    using gallery = openReplica("up");
    const path = await publish(gallery);
    await fetchMedia(gallery, path);
    const slow = createSlowBarrier(gallery, joins);
    const replica = { ...gallery, barrier: slow.barrier };
    const early = fetchMedia(replica, path);
    await slow.begun;
    await unpublishImages(ctx, { imageIds: [imageId] });
    const late = refusalOf(fetchMedia(replica, path));
    slow.open();
    await early;
    return await late;
  }

  test("is answered by a read of its own", async () => {
    expect(await askLate(false)).toBe("IMAGE_NOT_FOUND");
  });

  test("control: would be shown what is hidden if it joined that read", async () => {
    expect(await askLate(true)).toBeNull();
  });
});
