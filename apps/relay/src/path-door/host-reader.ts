import { permissionsOf } from "@homeport/auth";
import { AdmissionRefused, type Caller, type CutReason } from "@homeport/gate";
import { RelayError } from "../errors.ts";
import type { Visit } from "../listen/visit.ts";
import type { VisitDeps } from "../listen/visit-deps.ts";
import type { PathRequest } from "./path-door.ts";

/** Somebody who may look at a host. */
export interface HostReader {
  readonly defaultAppId: string | null;
  /** Calls `cut` when that no longer holds; answers how to stop. */
  watch(cut: (reason: CutReason) => void): () => void;
}

/**
 * Admits whoever may read the host. Throws HOST_NOT_FOUND for a host that is unknown or none of the caller's, and
 * NOT_ALLOWED without the word `host.read`.
 */
export async function admitReader(
  deps: Pick<VisitDeps, "gate" | "routes">,
  visit: Visit,
  { hostId, request }: { readonly hostId: string; readonly request: PathRequest },
): Promise<HostReader> {
  const caller = await deps.gate.readProgram(request);
  visit.userId = caller.principal.userId;
  const route = await deps.routes.read(hostId);
  if (route === null || !caller.principal.roles.has(route.organizationId)) {
    throw new RelayError("HOST_NOT_FOUND");
  }
  const { organizationId, defaultAppId } = route;
  const mayRead = ({ roles }: Caller["principal"]) =>
    permissionsOf(roles.get(organizationId) ?? []).has("host.read");
  if (!mayRead(caller.principal)) throw new AdmissionRefused("NOT_ALLOWED");
  return { defaultAppId, watch: (cut) => caller.watch(mayRead, cut) };
}

/** The relay itself, which no store knows: it reads its own probe's host, and stands in no access log. */
export function ownReader(visit: Visit): HostReader {
  visit.ownProbe = true;
  return { defaultAppId: null, watch: () => () => {} };
}
