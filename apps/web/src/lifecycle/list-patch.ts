import type { AppRow } from "../apps/app-types.ts";

/**
 * A cached answer about apps, one of them or pages of them, in which this app is changed. What is neither is left as it
 * is: a preview may only show what will be.
 */
export function patchApp(cached: unknown, appId: string, change: Partial<AppRow>): unknown {
  if (Array.isArray(cached)) return cached.map((one) => patchApp(one, appId, change));
  if (typeof cached !== "object" || cached === null) return cached;
  if ("pages" in cached) return { ...cached, pages: patchApp(cached.pages, appId, change) };
  if ("items" in cached) return { ...cached, items: patchApp(cached.items, appId, change) };
  return "appId" in cached && cached.appId === appId ? { ...cached, ...change } : cached;
}
