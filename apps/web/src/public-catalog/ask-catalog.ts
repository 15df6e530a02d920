import type { Inputs } from "../data/router-types.ts";
import { mounts } from "../paths.ts";
import type { EntryPage } from "./catalog-types.ts";

const answerWithinMs = 15_000;

/**
 * Asks for a page of apps: one plain request, since pages for strangers carry nothing of the console, its client included.
 * Rejects when there is no answer, or a refusal.
 */
export async function askCatalog(
  input: Inputs["catalog"]["entries"]["list"],
  signal: AbortSignal,
): Promise<EntryPage> {
  const query = new URLSearchParams({ input: JSON.stringify({ json: input }) });
  const answer = await fetch(`${mounts.trpc}/catalog.entries.list?${query}`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
  });
  if (!answer.ok) throw new Error(`The catalog answered ${answer.status}`);
  const body: { result: { data: { json: EntryPage } } } = await answer.json();
  return body.result.data.json;
}
