/** Whether another site made the browser send this; programs send neither field. */
export function isForeign(request: Request, webUrl: URL): boolean {
  if (request.method === "GET") return false;
  const origin = request.headers.get("origin");
  if (origin !== null) return origin !== webUrl.origin;
  const site = request.headers.get("sec-fetch-site");
  return site === "cross-site" || site === "same-site";
}
