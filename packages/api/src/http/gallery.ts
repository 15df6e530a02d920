import { actorOf, actorOfKey, type Permission, permissionsOf } from "@homeport/auth";
import {
  createUploadHandler,
  GalleryError,
  type Media,
  type Pass,
  readMedia,
  readMediaPath,
  reconcileWork,
} from "@homeport/gallery";
import { constantTimeEqual, type Stage } from "@homeport/platform";
import { askerOf } from "../context/asker.ts";
import { createApiContext } from "../context/create-context.ts";
import type { ApiDeps } from "../context/deps.ts";
import { chooseOrganization } from "../context/organization.ts";
import type { ApiContext, ApiRequest, Caller } from "../context/request.ts";
import { ApiError } from "../errors.ts";
import { refuseForeignOrigin } from "../origin.ts";
import { takeUserRate } from "../rate.ts";

/** The plain routes of the gallery, and who may call them. */
export const galleryRoutes = {
  uploads: { path: "/api/v1/uploads", who: "gallery.upload" },
  tick: { method: "POST", path: "/api/v1/preprocess/tick", who: "gallery.operate" },
  media: { prefix: "/media/", who: "anyone" },
} as const;

/** Who calls, freshly read; a cookie counts only from the console's own pages. Throws SIGN_IN_REQUIRED. */
async function requireCaller(ctx: ApiContext): Promise<Caller> {
  const caller = await ctx.readCaller({ fresh: true });
  if (caller === null) throw new ApiError("SIGN_IN_REQUIRED");
  if (caller.kind === "session") refuseForeignOrigin(ctx.headers, ctx.deps.webUrl);
  return caller;
}

/** tus under `/api/v1/uploads`, for who may upload. Throws SIGN_IN_REQUIRED, ORIGIN_REFUSED and RATE_LIMITED. */
export function createUploads(deps: ApiDeps, stopping: AbortSignal) {
  const { path } = galleryRoutes.uploads;
  const answerUpload = createUploadHandler(deps.gallery, { path, stopping });
  return async function answer(asked: ApiRequest, request: Request): Promise<Response> {
    const ctx = createApiContext(deps, asked);
    const caller = await requireCaller(ctx);
    const userId = caller.kind === "key" ? caller.key.userId : caller.session.userId;
    await takeUserRate(ctx, "gallery-upload", userId);
    const memberships = await ctx.readMemberships();
    const may = (permission: Permission) => (organizationId: string) =>
      memberships.some(
        (one) => one.organizationId === organizationId && permissionsOf(one.roles).has(permission),
      );
    const actor = caller.kind === "key" ? actorOfKey(caller.key) : actorOf(caller.session);
    const { address, requestId } = asked;
    return await answerUpload(request, {
      userId,
      mayUpload: may(galleryRoutes.uploads.who),
      mayPublish: may("gallery.publish"),
      request: { actor, address, requestId },
    });
  };
}

/** The bytes of a photo's rendition, for whoever may see it. Throws IMAGE_NOT_FOUND for all else. */
export function createMedia(deps: ApiDeps) {
  return async function answer(asked: ApiRequest, path: string): Promise<Media> {
    const name = readMediaPath(path);
    if (name === null) throw new GalleryError("IMAGE_NOT_FOUND");
    return await readMedia(deps.publicGallery, name, askerOf(createApiContext(deps, asked)));
  };
}

export const tickHeader = "x-homeport-tick-secret";

/**
 * One pass over all work on photos. With a secret configured its header alone passes; without one everybody does in dev
 * and test, and in prod whoever may operate galleries. Throws TICK_UNAUTHORIZED.
 */
export function createTick(
  deps: ApiDeps,
  options: { secret: string | null; stage: Stage; holder: string },
) {
  return async function answer(asked: ApiRequest): Promise<Pass> {
    const { events } = deps.gallery;
    if (!(await mayTick(deps, options, asked))) {
      events.tickEnded("refused");
      throw new GalleryError("TICK_UNAUTHORIZED");
    }
    const pass = await reconcileWork(deps.gallery, { holder: options.holder });
    events.tickEnded(pass.ran ? "ran" : pass.reason);
    return pass;
  };
}

async function mayTick(
  deps: ApiDeps,
  { secret, stage }: { secret: string | null; stage: Stage },
  asked: ApiRequest,
): Promise<boolean> {
  if (secret !== null) {
    const sent = asked.headers.get(tickHeader);
    return sent !== null && constantTimeEqual(sent, secret);
  }
  if (stage !== "prod") return true;
  const ctx = createApiContext(deps, asked);
  try {
    await requireCaller(ctx);
    const organization = chooseOrganization(await ctx.readMemberships(), asked.headers);
    return permissionsOf(organization.roles).has(galleryRoutes.tick.who);
  } catch (error) {
    // Whoever is nobody here is told no more than that.
    if (error instanceof ApiError) return false;
    throw error;
  }
}
