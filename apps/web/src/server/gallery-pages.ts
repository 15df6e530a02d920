import { type PublicGallery, readMapStyle } from "@homeport/gallery";
import { pathOf } from "./route-of.ts";
import type { PageSecurity } from "./security-headers.ts";

const mapPage = /^\/g\/([^/]+)\/map$/;

/**
 * Asks the store before a gallery's page is begun: without it the answer is 503, which a page that has begun could not say
 * any more. Answers what a page with a map needs. Throws STORE_DOWN and STORE_BUSY.
 */
export function createGalleryPages(gallery: PublicGallery) {
  return async function openGalleryPage(target: string): Promise<PageSecurity["map"]> {
    const path = pathOf(target);
    if (!path.startsWith("/g/")) return undefined;
    await gallery.barrier.read("");
    const slug = mapPage.exec(path)?.[1];
    if (slug === undefined) return undefined;
    return { styleOrigin: originOf(await readMapStyle(gallery, decodedOr(slug))) };
  };
}

/** Only an origin over https comes into a policy: nothing that could add a word of its own. */
function originOf(styleUrl: string | null): string | null {
  const url = styleUrl === null ? null : URL.parse(styleUrl);
  return url?.protocol === "https:" ? url.origin : null;
}

function decodedOr(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
