import { type Permission, permissionsOf } from "@homeport/auth";
import { PlatformError, type RequestContext } from "@homeport/platform";
import { createApiContext } from "../context/create-context.ts";
import type { ApiContext } from "../context/request.ts";
import { isNewsOf, rightTopics } from "../context/right-news.ts";
import { ApiError } from "../errors.ts";

/** Who listens, to what of their organization. */
export interface Listener extends ApiContext {
  readonly acting: RequestContext;
  readonly organization: { readonly organizationId: string };
}

/**
 * What a stream tells until whoever listens leaves, may listen no more, or this process drains. What they may is looked at once
 * more after news of it are heard, so none is missed, and with each such news. Throws what they would be refused with now, and
 * DRAINING, which has them ask again, where it is answered.
 */
export async function* whileAllowed<T>(
  listener: Listener,
  permission: Permission,
  signal: AbortSignal | undefined,
  tell: (signal: AbortSignal) => AsyncGenerator<T, void>,
): AsyncGenerator<T, void> {
  const { deps, acting } = listener;
  const refused = new AbortController();
  const look = () =>
    requireAllowed(listener, permission).catch((error: unknown) => refused.abort(error));
  const unsubscribe = deps.feed.subscribe(rightTopics, {
    apply(_topic, key) {
      if (isNewsOf(acting.actor, key)) void look();
    },
    flush: () => void look(),
  });
  try {
    await look();
    const stops = [signal, deps.draining, refused.signal].filter((each) => each !== undefined);
    yield* tell(AbortSignal.any(stops));
    refused.signal.throwIfAborted();
    if (deps.draining?.aborted === true) throw new PlatformError("DRAINING");
  } finally {
    unsubscribe();
  }
}

async function requireAllowed(listener: Listener, permission: Permission): Promise<void> {
  // One of its own: the first has read everything already, and keeps it.
  const now = createApiContext(listener.deps, listener);
  if ((await now.readCaller({ fresh: true })) === null) throw new ApiError("SIGN_IN_REQUIRED");
  const { organizationId } = listener.organization;
  const memberships = await now.readMemberships();
  const roles = memberships.find((one) => one.organizationId === organizationId)?.roles ?? [];
  if (!permissionsOf(roles).has(permission)) throw new ApiError("NOT_PERMITTED");
}
