import { AdmissionRefused, type AppEntry, type Gate, type Passed } from "@homeport/gate";
import { RelayError } from "../errors.ts";
import type { Asked } from "../listen/asked.ts";
import { readTrpcCall } from "../pages/trpc-call.ts";
import { removeHopByHop } from "../transport/hop-by-hop.ts";
import type { HostPath } from "./host-path.ts";
import type { HostRoutes } from "./host-routes.ts";
import { isNavigation } from "./is-navigation.ts";
import { takeToken } from "./program-token.ts";

export interface PathDoorDeps {
  readonly gate: Pick<Gate, "admitProgram" | "readProgram" | "current">;
  readonly routes: HostRoutes;
}

/** What the gate is asked with at this door. */
export interface PathRequest {
  readonly method: string;
  readonly target: string;
  readonly token: string | null;
  readonly ticket: string | null;
  readonly rawHeaders: readonly string[];
  readonly address: string | null;
  readonly requestId: string;
}

/**
 * Takes a program's credential from a request for `/hosts/<hostId>/…`. Throws BROWSER_REFUSED for navigations:
 * all apps share this origin, so none of them may show a page on it.
 */
export function readPathRequest(asked: Asked, path: HostPath): PathRequest {
  const { request, visit, arrival, address } = asked;
  const { method, upgrade } = visit.start;
  visit.route = "path";
  visit.trpc = readTrpcCall(path.target);
  if (isNavigation({ method, rawHeaders: request.rawHeaders, upgrade })) {
    throw new RelayError("BROWSER_REFUSED");
  }
  const { target } = path;
  const taken = takeToken(removeHopByHop(request.rawHeaders));
  return { method, target, ...taken, address, requestId: arrival.requestId };
}

/**
 * Finds the app behind the path form and asks the gate, by the app's own rules. A host that does not exist and
 * one of an organization that the caller is no member of answer alike. Throws HomeportError for every refusal.
 */
export async function admitPath(
  deps: PathDoorDeps,
  asked: Asked,
  path: HostPath,
  request: PathRequest,
): Promise<Passed> {
  const app = await findApp(deps, path);
  if (app === null) return await refuseUnknown(deps, path, request);
  asked.visit.app = app;
  try {
    return await deps.gate.admitProgram({ ...request, appId: app.appId });
  } catch (error) {
    if (!(error instanceof AdmissionRefused) || !tellsOfApp.has(error.code)) throw error;
    const caller = await deps.gate.readProgram(request);
    throw caller.principal.roles.has(app.organizationId) ? error : new RelayError("HOST_NOT_FOUND");
  }
}

/** Refusals that would tell a stranger whether there is such an app. */
const tellsOfApp: ReadonlySet<string> = new Set(["NOT_ALLOWED", "KEY_SCOPE"]);

async function findApp(deps: PathDoorDeps, path: HostPath): Promise<AppEntry | null> {
  const snapshot = deps.gate.current();
  const apps = snapshot.byHost.get(path.hostId);
  // A host without apps has no default one either, so a stranger who guesses hosts costs the store nothing.
  if (apps === undefined) return null;
  if (path.appName !== null) return apps.get(path.appName) ?? null;
  const defaultAppId = (await deps.routes.read(path.hostId))?.defaultAppId ?? null;
  return defaultAppId === null ? null : (snapshot.byId.get(defaultAppId) ?? null);
}

/** A stranger learns only that signing in comes first. */
async function refuseUnknown(
  deps: PathDoorDeps,
  path: HostPath,
  request: PathRequest,
): Promise<never> {
  const caller = await deps.gate.readProgram(request);
  const route = await deps.routes.read(path.hostId);
  if (route === null || !caller.principal.roles.has(route.organizationId)) {
    throw new RelayError("HOST_NOT_FOUND");
  }
  throw new RelayError(path.appName === null ? "NO_DEFAULT_APP" : "NOT_FOUND");
}
