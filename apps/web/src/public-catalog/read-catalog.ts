import "server-only";
import { cache } from "react";
import { requestHeaders } from "../data/request.ts";
import type { Inputs, Outputs } from "../data/router-types.ts";
import { type CallOutcome, readHandle } from "../server/handle.ts";

type Entries = Outputs["catalog"]["entries"];

/** An answer of the catalog, or the code of why there is none. */
export type CatalogReading<Data> =
  | { readonly ok: true; readonly data: Data }
  | { readonly ok: false; readonly code: string; readonly httpStatus: number };

/** One page with all its parts sees one generation. */
const pageOf = cache(() => ({}));

/** Asked once a request: what a page says in its head and shows below is the same. */
const askOnce = cache(async (name: string, input: string): Promise<CallOutcome> => {
  const headers = await requestHeaders();
  return readHandle().call(`catalog.entries.${name}`, JSON.parse(input), headers, pageOf());
});

export async function readCatalog<Name extends "list" | "get">(
  name: Name,
  input: Inputs["catalog"]["entries"][Name],
): Promise<CatalogReading<Entries[Name]>> {
  const outcome = await askOnce(name, JSON.stringify(input));
  if (!outcome.ok) {
    const { appCode, code, httpStatus } = outcome.failure;
    return { ok: false, code: appCode ?? code, httpStatus };
  }
  // The procedure of that name answers in that shape.
  return { ok: true, data: outcome.data as Entries[Name] };
}

/** What there is of the catalog, for pages that show it or only mention it; null where there is nothing to see. */
export const readStanding = cache(async (): Promise<Entries["count"] | null> => {
  const headers = await requestHeaders();
  const outcome = await readHandle().call("catalog.entries.count", undefined, headers, pageOf());
  // That procedure answers in that shape.
  return outcome.ok ? (outcome.data as Entries["count"]) : null;
});

/** Whether whoever looks at this page is signed in; nobody is while the store cannot say. */
export async function isSignedIn(): Promise<boolean> {
  try {
    return (await readHandle().readSession(await requestHeaders())) !== null;
  } catch {
    return false;
  }
}

/** Whether whoever looks at this page may look after the catalog, or change what is in it. */
export async function mayWith(word: "catalog.operate" | "catalog.edit"): Promise<boolean> {
  const outcome = await readHandle().call(
    "session.operatorWords",
    undefined,
    await requestHeaders(),
  );
  return outcome.ok && Array.isArray(outcome.data) && outcome.data.includes(word);
}
