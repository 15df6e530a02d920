/** Everything that `/api/auth` answers; all other routes of better-auth are 404. */
export const authRoutes = {
  "/sign-in/email": ["POST"],
  "/sign-up/email": ["POST"],
  "/sign-out": ["POST"],
  "/passkey/generate-authenticate-options": ["GET"],
  "/passkey/verify-authentication": ["POST"],
  "/siwe/nonce": ["POST"],
  "/siwe/verify": ["POST"],
  "/two-factor/verify-totp": ["POST"],
  "/two-factor/verify-backup-code": ["POST"],
  "/password/forgot": ["POST"],
  "/password/reset": ["POST"],
  "/device/code": ["POST"],
  "/device/token": ["POST"],
  "/device": ["GET"],
  "/device/approve": ["POST"],
  "/device/deny": ["POST"],
} as const satisfies Record<string, readonly string[]>;

export type AuthRoute = keyof typeof authRoutes;

const base = "/api/auth";

/** The route of a request, or why there is none. */
export function routeOf(request: Request): AuthRoute | "not-found" | "wrong-method" {
  const { pathname } = new URL(request.url);
  const path = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : "";
  const route = Object.keys(authRoutes).find((one) => one === path);
  if (!isRoute(route)) return "not-found";
  const methods: readonly string[] = authRoutes[route];
  return methods.includes(request.method) ? route : "wrong-method";
}

function isRoute(path: string | undefined): path is AuthRoute {
  return path !== undefined && Object.hasOwn(authRoutes, path);
}
