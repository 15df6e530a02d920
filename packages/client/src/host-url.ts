/**
 * The address at which a program reaches a path of a host's default app: `/hosts/<hostId>/<path>` under the
 * relay's base address. `~<app>/…` at the start of `path` names another app. The query stays as given, and
 * `http(s)` or `ws(s)` is the base's.
 */
export function hostUrl(hostId: string, path: string, relayUrl: string | URL): URL {
  const base = new URL(relayUrl);
  const cut = path.search(/[?#]/);
  const pathname = cut === -1 ? path : path.slice(0, cut);
  const prefix = base.pathname.replace(/\/+$/, "");
  base.pathname = `${prefix}/hosts/${encodeURIComponent(hostId)}/${pathname.replace(/^\//, "")}`;
  base.search = cut === -1 ? "" : (path.slice(cut).split("#", 1)[0] ?? "");
  base.hash = "";
  return base;
}
