import { createOperatorResetLink, type ResetLink } from "@homeport/auth";
import { openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock, systemRandom } from "@homeport/platform";
import type { ResetPlace } from "./env.ts";

const acquireMs = 10_000;

/** Makes the link by which the person with this e-mail address chooses a new password. */
export async function resetPasswordOf(place: ResetPlace, email: string): Promise<ResetLink> {
  await using db = openDb({
    url: place.databaseUrl,
    app: "auth-reset",
    clock: systemClock,
    log: silentLog,
    metrics: createMetrics({ app: "auth-reset", version: "0" }),
    poolMax: 1,
    acquireMs,
  });
  const deps = { db, random: systemRandom, webUrl: new URL(place.webUrl) };
  return await createOperatorResetLink(deps, { email });
}
