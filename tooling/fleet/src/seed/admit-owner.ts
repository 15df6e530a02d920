import { schema } from "@homeport/db";
import { type GateDeps, issueTicket } from "@homeport/gate";
import { newId, newToken, systemClock } from "@homeport/platform";

const sessionLifeMs = 3_600_000;

/** What the console does with a visitor that it knows: a session, and a ticket for the app asked for. */
export async function admitOwner(
  gate: GateDeps,
  { userId, state, appsPort }: { userId: string; state: string; appsPort: number },
): Promise<string> {
  const sessionId = newId();
  const expiresAt = new Date(systemClock.nowMs() + sessionLifeMs);
  await gate.db.orm
    .insert(schema.sessions)
    .values({ id: sessionId, token: newToken(), userId, expiresAt });
  const ownGate = { ...gate, appsUrl: new URL(`http://localhost:${appsPort}`) };
  const step = await issueTicket(ownGate, { state, session: { sessionId, userId } });
  if (step.kind !== "redirect") throw new Error(`the console answered ${step.kind}`);
  const { pathname, search } = new URL(step.location);
  return `${pathname}${search}`;
}
