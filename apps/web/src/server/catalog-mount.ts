import { type CatalogHttpDeps, createCatalogHandler } from "@homeport/api";
import type { RequestEvents } from "./events.ts";
import { toHeaders } from "./fetch-bridge.ts";
import type { Mount } from "./mount.ts";
import { pathOf } from "./route-of.ts";

/** `/api/v1/catalog`, for everybody; nothing that a browser knows of a person is looked at. */
export function createCatalogMount(
  deps: CatalogHttpDeps & { readonly events: Pick<RequestEvents, "failed"> },
): Mount {
  const handle = createCatalogHandler(deps);
  return async function answer(request, response, { requestId }) {
    const target = request.url ?? "";
    const path = pathOf(target);
    const { status, headers, body, failure } = await handle({
      method: request.method ?? "GET",
      path,
      params: new URLSearchParams(target.slice(path.length + 1).replace(/#.*$/, "")),
      headers: toHeaders(request),
    });
    if (failure !== undefined) deps.events.failed(failure, { route: "catalog", requestId });
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (status !== 304) response.setHeader("Content-Length", Buffer.byteLength(body));
    response.end(request.method === "HEAD" ? undefined : body);
  };
}
