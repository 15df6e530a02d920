import type { ServerResponse } from "node:http";

export interface PageSecurity {
  nonce: string;
  /** Whether browsers reach the console over https. */
  https: boolean;
  /** Pages served from sources evaluate code and open a WebSocket for changes. */
  developing: boolean;
  /** A page with a map draws it in a worker, and in a style that may come from one other place. */
  map?: { styleOrigin: string | null } | undefined;
}

/**
 * What a page may load: this origin alone, and scripts only with the nonce of this answer. Styles may stand inline,
 * since positioned menus set theirs as attributes; with images bound to this origin a style can carry nothing away.
 */
export function contentSecurityPolicy({ nonce, https, developing, map }: PageSecurity): string {
  const style = map?.styleOrigin ? ` ${map.styleOrigin}` : "";
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${developing ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${style}`,
    "font-src 'self'",
    `connect-src 'self'${style}${developing ? " ws:" : ""}`,
    ...(map === undefined ? [] : ["worker-src 'self'"]),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    ...(https ? ["upgrade-insecure-requests"] : []),
  ];
  return directives.join("; ");
}

/** What every answer of this process carries, whoever makes it. */
export function setSecurityHeaders(response: ServerResponse, security: PageSecurity): void {
  response.setHeader("Content-Security-Policy", contentSecurityPolicy(security));
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "strict-origin-when-cross-origin");
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
  if (security.https) {
    response.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  }
}
