import { z } from "zod";
import type { Session } from "./session.ts";

/** What better-auth answers for a live session, from Postgres or from the cookie cache. */
const readSchema = z.object({
  session: z.object({
    id: z.string(),
    kind: z.enum(["browser", "device", "cli"]),
    assurance: z.union([z.literal(1), z.literal(2)]),
    authenticatedAt: z.coerce.date(),
    expiresAt: z.coerce.date(),
  }),
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
});

/** Our session of better-auth's; null for none. */
export function sessionOf(answer: unknown): Session | null {
  if (answer === null || answer === undefined) return null;
  const { session, user } = readSchema.parse(answer);
  const { id: sessionId, ...rest } = session;
  return { sessionId, userId: user.id, name: user.name, email: user.email, ...rest };
}
