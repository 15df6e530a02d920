import { permissionsOf } from "@homeport/auth";
import { type ActingPurpose, AdmissionRefused, type Caller, type CutReason } from "@homeport/gate";
import { RelayError } from "../errors.ts";
import type { Visit } from "../listen/visit.ts";
import type { VisitDeps } from "../listen/visit-deps.ts";
import type { PathRequest } from "./path-door.ts";

/** The words that let somebody use a tool of a host. */
export type HostWord = "host.read" | "host.manage" | "app.operate";

/** Somebody who may use a tool of a host. */
export interface HostReader {
  readonly defaultAppId: string | null;
  /** Calls `cut` when that no longer holds; answers how to stop. */
  watch(cut: (reason: CutReason) => void): () => void;
}

/**
 * Admits whoever holds the word for the host. Throws HOST_NOT_FOUND for a host that is unknown or none of the caller's,
 * and NOT_ALLOWED without the word.
 */
export async function admitReader(
  deps: Pick<VisitDeps, "gate" | "routes">,
  visit: Visit,
  asked: {
    readonly hostId: string;
    readonly request: PathRequest;
    /** For what a ticket in place of a token must have been issued; null where none counts. */
    readonly purpose: ActingPurpose | null;
    readonly word: HostWord;
  },
): Promise<HostReader> {
  const { hostId, request, purpose, word } = asked;
  const { ticket } = request;
  const caller =
    ticket !== null && purpose !== null
      ? await deps.gate.readActing({ ...request, ticket, purpose, subject: hostId })
      : await deps.gate.readProgram(request);
  visit.userId = caller.principal.userId;
  const route = await deps.routes.read(hostId);
  if (route === null || !caller.principal.roles.has(route.organizationId)) {
    throw new RelayError("HOST_NOT_FOUND");
  }
  const { organizationId, defaultAppId } = route;
  const mayRead = ({ roles }: Caller["principal"]) =>
    permissionsOf(roles.get(organizationId) ?? []).has(word);
  if (!mayRead(caller.principal)) throw new AdmissionRefused("NOT_ALLOWED");
  return { defaultAppId, watch: (cut) => caller.watch(mayRead, cut) };
}

/** The relay itself, which no store knows: it reads its own probe's host, and stands in no access log. */
export function ownReader(visit: Visit): HostReader {
  visit.ownProbe = true;
  return { defaultAppId: null, watch: () => () => {} };
}
