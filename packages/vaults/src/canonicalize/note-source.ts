import { type NewEvent, newEvent } from "../event/new-event.ts";
import type { CanonicalizeDeps } from "./deps.ts";
import type { CheckFacts } from "./facts-store.ts";
import type { FencedSql } from "./fenced.ts";
import { noteSource } from "./write-store.ts";

/** What a look has told of the source itself. */
export interface SourceNews {
  readonly state: CheckFacts["sourceState"];
  /** Why it could not be read; null where it could. */
  readonly unavailable: string | null;
}

/** Keeps what is known of a source, and gives the events of what has changed. */
export async function keepSource(
  deps: CanonicalizeDeps,
  sql: FencedSql,
  facts: CheckFacts,
  { state, unavailable }: SourceNews,
): Promise<NewEvent[]> {
  const { vaultId } = facts.version;
  const isUnavailable = unavailable !== null;
  const wasUnavailable = facts.unavailableForMs !== null;
  if (state === facts.sourceState && isUnavailable === wasUnavailable) return [];
  await noteSource(sql, vaultId, { state, isUnavailable });
  const happened: NewEvent[] = [];
  if (isUnavailable && !wasUnavailable) {
    deps.events.sourceUnavailable({ vaultId, source: facts.sourceKind, reason: unavailable });
    happened.push(newEvent(deps, "source.unavailable", { reason: unavailable }));
  }
  if (wasUnavailable && !isUnavailable) happened.push(newEvent(deps, "source.recovered", {}));
  if (state !== facts.sourceState && state === "verified") {
    happened.push(newEvent(deps, "source.verified", {}));
  }
  if (state !== facts.sourceState && state === "ahead") {
    deps.events.ahead(vaultId);
    happened.push(newEvent(deps, "source.ahead", {}));
  }
  return happened;
}
