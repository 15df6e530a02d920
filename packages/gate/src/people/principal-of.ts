import type { SessionPrincipal } from "../session-cache/principal.ts";
import { splitRoles } from "../session-cache/roles.ts";
import type { PersonRow } from "./store.ts";

/** A person as the decision sees them, where no credential of an app is involved. Pure. */
export function principalOf(person: PersonRow, appId: string, sessionId: string): SessionPrincipal {
  return {
    kind: "session",
    userId: person.id,
    sessionId,
    appSessionId: "",
    appId,
    name: person.name,
    email: person.email,
    roles: new Map(person.memberships.map((one) => [one.organizationId, splitRoles(one.role)])),
  };
}
