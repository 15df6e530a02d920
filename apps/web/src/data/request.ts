import "server-only";
import { headers } from "next/headers";
import { safeNext } from "../paths.ts";
import { internalHeaders } from "../server/internal-headers.ts";

/** The headers of the request that is being answered, as a copy that can be handed on. */
export async function requestHeaders(): Promise<Headers> {
  return new Headers(await headers());
}

/** Path and query of the page that was asked for; the overview when they are unusable. */
export async function readTarget(): Promise<string> {
  return safeNext((await headers()).get(internalHeaders.target));
}

/** The value of a query parameter that was given exactly once. */
export function single(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A part of a path as it was meant; Next hands it over as it came. One that cannot be read stays as it is. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
