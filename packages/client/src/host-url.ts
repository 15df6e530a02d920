/**
 * Where a program reaches a path of a host's default app, as a reference to resolve against the relay's base
 * address: `new URL(hostUrl(hostId, "/terminal/1"), relayUrl)`, for http and ws alike. `~<app>/…` at the start of
 * `path` names another app. The query stays as given; a fragment never leaves a client and is dropped.
 */
export function hostUrl(hostId: string, path: string): string {
  const [target = ""] = path.split("#", 1);
  return `/hosts/${encodeURIComponent(hostId)}/${target.replace(/^\//, "")}`;
}
