import type { Auth } from "@homeport/auth";
import { toHeaders } from "./fetch-bridge.ts";
import { internalHeaders } from "./internal-headers.ts";
import { mergeCookies } from "./merge-cookies.ts";
import type { Mount } from "./mount.ts";
import type { NextPages } from "./next-pages.ts";
import { contentSecurityPolicy, type PageSecurity } from "./security-headers.ts";

export interface PagesDeps {
  /** Asked before a gallery's page is begun, and told what the page needs beyond others. */
  openGalleryPage: (target: string) => Promise<PageSecurity["map"]>;
  auth: Pick<Auth, "readSession">;
  pages: Pick<NextPages, "handle">;
  security: Omit<PageSecurity, "nonce">;
}

/**
 * Everything that is a page. The session is read once here: what renews its cookie goes to the browser, which a
 * page cannot do itself, and into the request, so that a page's own reads find it without asking Postgres again.
 */
export function createPagesMount({ openGalleryPage, auth, pages, security }: PagesDeps): Mount {
  return async function answerPage(request, response, { address, requestId, nonce }) {
    if (request.headers.cookie !== undefined) {
      const renewed: string[] = [];
      await auth.readSession(toHeaders(request), {
        setCookie: (value) => void renewed.push(value),
      });
      for (const cookie of renewed) {
        response.appendHeader("Set-Cookie", cookie);
      }
      request.headers.cookie = mergeCookies(request.headers.cookie, renewed);
    }
    const map = await openGalleryPage(request.url ?? "/");
    const policy = contentSecurityPolicy({ ...security, nonce, map });
    if (map !== undefined) response.setHeader("Content-Security-Policy", policy);
    // Next takes the nonce for its own scripts from the policy of the request.
    request.headers["content-security-policy"] = policy;
    request.headers[internalHeaders.nonce] = nonce;
    request.headers[internalHeaders.requestId] = requestId;
    request.headers[internalHeaders.target] = request.url ?? "/";
    delete request.headers[internalHeaders.address];
    if (address !== null) {
      request.headers[internalHeaders.address] = address;
    }
    await pages.handle(request, response);
  };
}
