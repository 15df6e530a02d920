import { issueChallenge } from "@homeport/coordination";
import { createSqlPort } from "@homeport/db";
import type { GateDeps } from "../context.ts";
import {
  type ActingBy,
  type ActingScope,
  actingLifeMs,
  actingPrincipal,
  actingRealm,
} from "./acting-ticket.ts";

/**
 * A ticket by which web asks a relay for one act in the name of the person behind a session or a key: good once, for
 * 30 s, for this purpose and this subject. It carries no right of its own; the relay asks what the person may do then.
 * It goes in a header, never into a URL. Of one scope 8 can be outstanding; the oldest go.
 */
export async function issueActingTicket(
  deps: Pick<GateDeps, "db" | "random">,
  input: ActingScope & ActingBy,
): Promise<string> {
  const { challenge } = await issueChallenge(
    { sql: createSqlPort(deps.db, deps.db.sql), random: deps.random },
    {
      ...{ realm: actingRealm, principal: actingPrincipal(input), lifeMs: actingLifeMs },
      payload: "keyId" in input ? { keyId: input.keyId } : { sessionId: input.sessionId },
    },
  );
  return challenge;
}
