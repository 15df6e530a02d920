import { z } from "zod";
import { CatalogError } from "../errors.ts";
import { readJson } from "./read-json.ts";
import type { ReloadInput } from "./reload-input.ts";

/** What a forge tells of: a push to a branch, that it can reach this endpoint, or something that is nobody's business here. */
export type ForgeEvent =
  | { readonly is: "push"; readonly branch: string; readonly input: ReloadInput }
  | { readonly is: "ping" }
  | { readonly is: "other" };

const eventHeaders = ["x-github-event", "x-gitea-event", "x-forgejo-event"] as const;

const push = z.object({
  ref: z.string().max(1_000),
  after: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/i),
});

/** The event that a forge's header names, or null where it is none of a forge. */
export function eventOf(headers: Headers): string | null {
  const name = eventHeaders.find((header) => headers.get(header) !== null);
  return name === undefined ? null : headers.get(name);
}

/** Reads a forge's body; its lists of files are not looked at. Throws CATALOG_BODY_TYPE and CATALOG_BODY_INVALID. */
export function readForgeEvent(
  event: string,
  text: string,
  contentType: string | null,
): ForgeEvent {
  if (event === "ping") return { is: "ping" };
  if (event !== "push") return { is: "other" };
  const parsed = push.safeParse(readJson(text, contentType));
  if (!parsed.success) throw new CatalogError("CATALOG_BODY_INVALID");
  const { ref, after } = parsed.data;
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const isDeletion = /^0+$/.test(after);
  if (branch === undefined || isDeletion) return { is: "other" };
  return { is: "push", branch, input: { commitHash: after.toLowerCase() } };
}
