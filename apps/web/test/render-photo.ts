import { createHash } from "node:crypto";
import { openDb } from "@homeport/db";
import { claimWork, commitWork, createGalleryEvents, openStorage } from "@homeport/gallery";
import { readPhotoFacts } from "@homeport/gallery/decode";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { secret, type TestWeb } from "./start-web.ts";

/** Does for an uploaded photo what a worker would: it has one rendition, of bytes that nobody decodes. */
export async function renderPhoto(
  web: Pick<TestWeb, "databaseUrl" | "stores">,
  { organizationId, imageId }: { organizationId: string; imageId: string },
): Promise<void> {
  const metrics = createMetrics({ app: "test", version: "0" });
  const tools = { clock: systemClock, log: silentLog, metrics };
  await using db = openDb({ url: web.databaseUrl, app: "test", ...tools });
  const address = { url: web.stores["HOMEPORT_STORAGE"], kind: "local-folder" } as const;
  const storage = await openStorage(address, "", systemRandom);
  const deps = {
    ...{ db, storage, clock: systemClock, random: systemRandom, maxUploadBytes: 0 },
    cursors: createCursorCodec(deriveKeys(secret)),
    events: createGalleryEvents({ log: silentLog, metrics }),
    wakeWork: async () => undefined,
  };
  const claimed = await claimWork(deps, { kind: "ingest", imageId }, "test");
  if (claimed.kind !== "claimed") throw new Error("The photo is not due");
  const rendition = Buffer.from(`rendition of ${imageId}`);
  const sha256 = createHash("sha256").update(rendition).digest();
  const sizeBytes = rendition.length;
  const key = `${organizationId}/images/${imageId}/v/320.webp`;
  await storage.put(key, one(rendition), { sizeBytes, sha256 });
  const pixels = {
    ...{ width: 400, height: 300, orientation: 1, isAnimated: false, isDamaged: false },
    ...{ thumbhash: Buffer.alloc(0), histogram: Buffer.alloc(256), dominantColor: "#112233" },
  };
  const variants = [{ edge: 320, width: 320, height: 240, sizeBytes, sha256, key }];
  const facts = readPhotoFacts({}, systemClock.nowMs());
  const result = { kind: "ingest", isComplete: true, facts, pixels, variants } as const;
  await commitWork(deps, claimed.claim, result, 1);
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
