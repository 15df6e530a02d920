import { appPollMs } from "../apps/app-query.ts";
import { type AppStateFacts, readAppState } from "../apps/app-state.ts";

/** How often what is being done is looked at; what stands still is looked at as often as any app. */
const followEveryMs = 1_000;
const mostLogEveryMs = 8_000;

const operationsOfAPage = 10;

/** A page of an app's operations; the same on the server and in the browser, so that both mean one answer. */
export function operationsInput(appId: string): { appId: string; limit: number } {
  return { appId, limit: operationsOfAPage };
}

/** How soon these apps are asked for again while the page is visible: every second where something is being done. */
export function appFollowMs(apps: readonly AppStateFacts[] | undefined): number {
  return apps?.some((app) => readAppState(app).isUnderway) ? followEveryMs : appPollMs;
}

/** The same for the operations of one app; those that wait for a host that is away are not followed. */
export function operationFollowMs(
  operations: readonly { state: string }[] | undefined,
  hostOnline: boolean,
): number {
  const isPending = operations?.some(({ state }) => state === "queued" || state === "running");
  return isPending && hostOnline ? followEveryMs : appPollMs;
}

/** How soon a log is asked for again to which nothing was added for so long: every second at first, then less often. */
export function logFollowMs(quietMs: number): number {
  return Math.min(Math.max(quietMs / 4, followEveryMs), mostLogEveryMs);
}
