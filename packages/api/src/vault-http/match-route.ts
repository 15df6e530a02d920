import { PlatformError } from "@homeport/platform";
import { type VaultDoor, type VaultRouteName, vaultRoutes, vaultsBase } from "./routes.ts";

export interface RouteParams {
  readonly vaultId?: string;
  readonly deltaId?: string;
  readonly proposalId?: string;
}

export interface MatchedRoute {
  readonly name: VaultRouteName;
  readonly who: VaultDoor;
  readonly params: RouteParams;
}

interface Pattern {
  readonly name: VaultRouteName;
  readonly method: string;
  readonly who: VaultDoor;
  readonly segments: readonly string[];
}

/** In the order of the table: what is spelled out goes before an id in the same place. */
const patterns: readonly Pattern[] = Object.entries(vaultRoutes).map(
  ([name, { method, path, who }]) => ({
    ...{ name: nameOf(name), method, who },
    segments: path.split("/").slice(1),
  }),
);

/** Which route a request is for. Throws NOT_FOUND, and METHOD_NOT_ALLOWED for a path that another method has. */
export function matchRoute(method: string, path: string): MatchedRoute {
  const below = path === vaultsBase ? [] : path.slice(vaultsBase.length + 1).split("/");
  let hasPath = false;
  for (const pattern of patterns) {
    const params = matchSegments(pattern.segments, below);
    if (params === null) continue;
    if (pattern.method === method) return { name: pattern.name, who: pattern.who, params };
    hasPath = true;
  }
  throw new PlatformError(hasPath ? "METHOD_NOT_ALLOWED" : "NOT_FOUND");
}

function matchSegments(
  expected: readonly string[],
  segments: readonly string[],
): RouteParams | null {
  if (expected.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of expected.entries()) {
    const segment = segments[at] ?? "";
    if (segment === "") return null;
    if (part.startsWith(":")) params[part.slice(1)] = segment;
    else if (part !== segment) return null;
  }
  return params;
}

/** A key of the table as the type that it is. */
function nameOf(key: string): VaultRouteName {
  return key as VaultRouteName;
}
