import { z } from "zod";
import type { CatalogLab, CatalogWeb } from "./catalog-lab.ts";

/** What a replica of web said of the catalog. */
export interface CatalogAnswer {
  readonly status: number;
  /** The generation that the answer says it is of. */
  readonly generation: number | null;
  readonly body: string;
}

const answerWithinMs = 10_000;

/** Asks one replica; null where nobody answers in time. */
export async function askCatalog(
  { url }: Pick<CatalogWeb, "url">,
  target: string,
  init: RequestInit = {},
): Promise<CatalogAnswer | null> {
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    const answer = await fetch(new URL(target, url), { redirect: "manual", signal, ...init });
    const generation = answer.headers.get("x-catalog-generation");
    return {
      status: answer.status,
      generation: generation === null ? null : Number(generation),
      body: await answer.text(),
    };
  } catch {
    return null;
  }
}

const reloadPath = "/api/internal/catalog/reload";

/** Tells a replica of a push, as a forge's workflow does. */
export function tellOfPush(
  { reloadSecret }: Pick<CatalogLab, "reloadSecret">,
  web: CatalogWeb,
  commitHash: string,
): Promise<CatalogAnswer | null> {
  return askCatalog(web, reloadPath, {
    method: "POST",
    headers: { authorization: `Bearer ${reloadSecret}`, "content-type": "application/json" },
    body: JSON.stringify({ branch: "main", commitHash }),
  });
}

const summary = z.object({ commit: z.string(), generation: z.number() });

/** The commit that a replica serves; null where it serves none, or does not answer. */
export async function servedCommit(web: CatalogWeb): Promise<string | null> {
  const answer = await askCatalog(web, "/api/v1/catalog");
  if (answer === null || answer.status !== 200) return null;
  return summary.parse(JSON.parse(answer.body)).commit;
}
