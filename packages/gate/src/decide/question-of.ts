import type { Reading } from "../read-request/readings.ts";
import type { Principal } from "../session-cache/principal.ts";
import type { AppEntry } from "../snapshot/entry.ts";
import type { Question } from "./decide.ts";

/** The question whether this principal may open this app by these readings. */
export function questionOf(
  app: AppEntry,
  readings: readonly Reading[],
  principal: Principal,
): Question {
  const { appId, organizationId, ownerUserId, rules } = app;
  return { appId, organizationId, ownerUserId, rules, readings, principal };
}
