import { createMetrics } from "@homeport/platform";
import { openPublicGallery, type PublicGallery } from "../src/public/open-public.ts";
import type { GalleryFixture } from "./fixture.ts";

/** What strangers are answered from, as a process of its own would have it. No announcement ever reaches it. */
export function openPublic({ deps }: Pick<GalleryFixture, "deps">): PublicGallery {
  return openPublicGallery(deps, {
    feed: { ageMs: () => 0, ensureFresh: async () => true, subscribe: () => () => undefined },
    metrics: createMetrics({ app: "test", version: "0" }),
  });
}
