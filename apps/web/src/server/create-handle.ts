import { type ApiDeps, createApiCaller, describeFailure } from "@homeport/api";
import { readInvitation } from "@homeport/auth";
import { type CatalogDeps, pinCatalog } from "@homeport/catalog";
import { createCountryFinder } from "./country-at.ts";
import type { RequestEvents } from "./events.ts";
import type { WebHandle } from "./handle.ts";
import { internalHeaders } from "./internal-headers.ts";

/** What pages reach of this process. They call as the browser whose headers they carry, and may change nothing. */
export function createHandle(deps: ApiDeps, events: Pick<RequestEvents, "pageFailed">): WebHandle {
  const callApi = createApiCaller(deps);
  const pinned = new WeakMap<object, CatalogDeps>();
  function catalogOf(page: object | undefined): CatalogDeps | undefined {
    if (page === undefined) return undefined;
    const catalog = pinned.get(page) ?? pinCatalog(deps.catalog);
    pinned.set(page, catalog);
    return catalog;
  }
  return {
    async call(path, input, headers, page) {
      const requestId = headers.get(internalHeaders.requestId) ?? "";
      const address = headers.get(internalHeaders.address);
      try {
        const request = { headers, address, requestId, catalog: catalogOf(page) };
        return { ok: true, data: await callApi(request, path, input) };
      } catch (error) {
        return { ok: false, failure: describeFailure(error, requestId) };
      }
    },
    readSession: (headers) => deps.auth.readSession(headers),
    readSignUp: () => deps.auth.readSignUp(),
    readInvitation: (token) => readInvitation(deps, { token }),
    webUrl: () => deps.webUrl.href,
    countryAt: createCountryFinder(),
    sendsMail: () => deps.auth.mailer !== null,
    reportPageError: (error, facts) => events.pageFailed(error, facts),
  };
}
