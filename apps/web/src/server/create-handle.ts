import { type ApiDeps, createApiCaller, describeFailure } from "@homeport/api";
import { readInvitation } from "@homeport/auth";
import { createCountryFinder } from "./country-at.ts";
import type { RequestEvents } from "./events.ts";
import type { WebHandle } from "./handle.ts";
import { internalHeaders } from "./internal-headers.ts";

/** What pages reach of this process. They call as the browser whose headers they carry, and may change nothing. */
export function createHandle(deps: ApiDeps, events: Pick<RequestEvents, "pageFailed">): WebHandle {
  const callApi = createApiCaller(deps);
  return {
    async call(path, input, headers) {
      const requestId = headers.get(internalHeaders.requestId) ?? "";
      const address = headers.get(internalHeaders.address);
      try {
        return { ok: true, data: await callApi({ headers, address, requestId }, path, input) };
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
