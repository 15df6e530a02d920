import { createHash, randomBytes } from "node:crypto";
import { commitWork } from "../src/index.ts";
import { readPhotoFacts } from "../src/metadata/read-facts.ts";
import { claimWork } from "../src/work/claim.ts";
import type { GalleryFixture, OwnerContext } from "./fixture.ts";
import { createSender } from "./sender.ts";

/** A photo that was uploaded and has one rendition, whose bytes are `rendition of <imageId>`. */
export async function addPhoto(
  fixture: GalleryFixture,
  ctx: OwnerContext,
  metadata: Record<string, string> = {},
): Promise<string> {
  const sender = createSender(fixture, ctx);
  const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(64)]);
  const answer = await sender.patch(await sender.begin(bytes.length, metadata), 0, bytes);
  const imageId = answer.headers.get("homeport-image-id") ?? "";
  await process(fixture, ctx, imageId);
  return imageId;
}

async function process(fixture: GalleryFixture, ctx: OwnerContext, imageId: string): Promise<void> {
  const claimed = await claimWork(fixture.deps, { kind: "ingest", imageId }, "w1");
  if (claimed.kind !== "claimed") throw new Error("The photo is not due");
  const text = Buffer.from(`rendition of ${imageId}`);
  const sha256 = createHash("sha256").update(text).digest();
  const key = `${ctx.organizationId}/images/${imageId}/v/320.webp`;
  const sizeBytes = text.length;
  await fixture.deps.storage.put(key, one(text), { sizeBytes, sha256 });
  await commitWork(
    fixture.deps,
    claimed.claim,
    {
      kind: "ingest",
      isComplete: true,
      facts: readPhotoFacts({ Model: "Pocket 2" }, Date.now()),
      pixels: {
        ...{ width: 400, height: 300, orientation: 1, isAnimated: false, isDamaged: false },
        thumbhash: Buffer.from([1]),
        histogram: Buffer.alloc(256),
        dominantColor: "#112233",
      },
      variants: [{ edge: 320, width: 320, height: 240, sizeBytes, sha256, key }],
    },
    1,
  );
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
