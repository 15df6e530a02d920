import type { HostsDeps } from "../context.ts";

/** Tells the relay that holds the host's tunnel what is wanted now, and those who wait for the app how it is. */
export async function announceLifecycle(
  { feed }: Pick<HostsDeps, "feed">,
  appId: string,
): Promise<void> {
  await Promise.all([feed.announce("app.desired", appId), feed.announce("app.status", appId)]);
}
