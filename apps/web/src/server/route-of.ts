import { assets, mounts, opsPaths, paths } from "../paths.ts";

/** Who answers a request; also the closed set of routes in metrics and logs. */
export const routes = [
  "auth",
  "keys",
  "trpc",
  "gate-start",
  "audit-file",
  "vault-audit-file",
  "uploads",
  "media",
  "download",
  "original",
  "share",
  "feed",
  "map",
  "catalog",
  "catalog-asset",
  "catalog-reload",
  "tick",
  "vaults",
  "asset",
  "ops",
  "page",
] as const;
export type Route = (typeof routes)[number];

/** `/g/<organization>/<file>`, and the same below one of its albums, as it came. */
export const feedPattern = /^\/g\/([^/]+)(?:\/a\/([^/]+))?\/(rss\.xml|feed\.json|sitemap\.xml)$/;

/** Decides by the path alone, as it came: nothing is decoded, so no two readings can differ. */
export function routeOf(target: string): Route {
  const path = pathOf(target);
  if (path === mounts.auth || path.startsWith(`${mounts.auth}/`)) {
    return "auth";
  }
  if (path === mounts.keys || path.startsWith(`${mounts.keys}/`)) {
    return "keys";
  }
  if (path === mounts.trpc || path.startsWith(`${mounts.trpc}/`)) {
    return "trpc";
  }
  if (path === mounts.gateStart) {
    return "gate-start";
  }
  if (path === mounts.auditFile) {
    return "audit-file";
  }
  if (path === mounts.vaultAuditFile) {
    return "vault-audit-file";
  }
  if (path === mounts.uploads || path.startsWith(`${mounts.uploads}/`)) {
    return "uploads";
  }
  if (path === mounts.tick) {
    return "tick";
  }
  if (path === mounts.vaults || path.startsWith(`${mounts.vaults}/`)) {
    return "vaults";
  }
  if (path.startsWith(mounts.media)) {
    return "media";
  }
  if (path.startsWith(mounts.download)) {
    return "download";
  }
  if (path.startsWith(mounts.original)) {
    return "original";
  }
  if (path.startsWith(mounts.share)) {
    return "share";
  }
  if (path.startsWith(mounts.map)) {
    return "map";
  }
  if (path === mounts.catalogReload || path.startsWith(`${mounts.catalogReload}/`)) {
    return "catalog-reload";
  }
  if (path === mounts.catalog || path.startsWith(`${mounts.catalog}/`)) {
    return "catalog";
  }
  if (path.startsWith(mounts.catalogAssets)) {
    return "catalog-asset";
  }
  if (feedPattern.test(path)) {
    return "feed";
  }
  if (path.startsWith(assets.built) || path === assets.icon) {
    return "asset";
  }
  return opsPaths.includes(path) ? "ops" : "page";
}

/** Why a request is for nobody here: proxies are asked in absolute form, and TRACE would echo cookies. */
export function refusalOf(
  method: string,
  target: string,
): "METHOD_NOT_ALLOWED" | "INPUT_INVALID" | null {
  if (method === "TRACE") {
    return "METHOD_NOT_ALLOWED";
  }
  return target.startsWith("/") ? null : "INPUT_INVALID";
}

/**
 * The path as a log may hold it: without query, without the token that an invitation's or a share link ends with, and
 * without the key in a photo's address.
 */
export function loggedPath(target: string): string {
  const path = pathOf(target);
  if (path === mounts.vaults || path.startsWith(`${mounts.vaults}/`)) {
    return "vaults";
  }
  if (path.startsWith(mounts.media) || path.startsWith(mounts.download)) {
    return `${path.split("/", 3).join("/")}/…`;
  }
  const folder = [paths.join(""), mounts.share].find((each) => path.startsWith(each));
  return folder === undefined ? path : `${folder}…`;
}

export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}
