import { type ApiDeps, createMedia, createTick, createUploads, galleryRoutes } from "@homeport/api";
import type { Lifecycle, Stage } from "@homeport/platform";
import { allow, askedOf } from "./asked.ts";
import { countMedia } from "./count-media.ts";
import { sendFetchResponse, toHeaders } from "./fetch-bridge.ts";
import type { Mount } from "./mount.ts";
import { arrivingBody } from "./request-body.ts";
import { pathOf } from "./route-of.ts";
import { sendMedia } from "./send-media.ts";

/**
 * `/api/v1/uploads`: tus. The body goes on as it comes; nothing on the way may hold it. A process that drains waits for
 * no file to come whole: each sender is told how far theirs is, and goes on at another replica.
 */
export function createUploadsMount(
  deps: ApiDeps,
  origin: URL,
  lifecycle: Pick<Lifecycle, "onFinish">,
): Mount {
  const stopping = new AbortController();
  lifecycle.onFinish("uploads", () => stopping.abort());
  const answerUpload = createUploads(deps, stopping.signal);
  return async function answer(request, response, peer) {
    const { method = "GET", url = "/" } = request;
    const hasBody = method === "POST" || method === "PATCH";
    const asked = new Request(`${origin.origin}${url}`, {
      method,
      headers: toHeaders(request),
      ...(hasBody ? { body: arrivingBody(request), duplex: "half" } : {}),
    });
    await sendFetchResponse(response, await answerUpload(askedOf(request, response, peer), asked));
  };
}

/** `/media/…`: a rendition's bytes. Whether the asker may have them is asked before anything is said of them. */
export function createMediaMount(deps: ApiDeps, sharedCacheMs: number): Mount {
  const findMedia = createMedia(deps);
  return async function answer(request, response, peer) {
    countMedia(response, deps.gallery.events);
    allow(request, response, "GET, HEAD");
    const media = await findMedia(askedOf(request, response, peer), pathOf(request.url ?? ""));
    await sendMedia(request, response, media, sharedCacheMs);
  };
}

/** `/api/v1/preprocess/tick`: one pass over all work on photos, for those who drive it by a clock of their own. */
export function createTickMount(
  deps: ApiDeps,
  options: { secret: string | null; stage: Stage; holder: string },
): Mount {
  const tick = createTick(deps, options);
  return async function answer(request, response, peer) {
    allow(request, response, galleryRoutes.tick.method);
    // Whatever came along decides nothing.
    request.resume();
    const pass = await tick(askedOf(request, response, peer));
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(pass));
  };
}
