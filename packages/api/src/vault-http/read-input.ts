import { PlatformError } from "@homeport/platform";
import { VaultsError } from "@homeport/vaults";
import { ceilingBytes } from "@homeport/vaults/core";
import type { z } from "zod";
import { ApiError } from "../errors.ts";
import type { VaultCall } from "./deps.ts";

/** Fields of a query that choose among few values. */
const filters: ReadonlySet<string> = new Set(["state", "view", "search"]);

/** What a request says, as its schema reads it. Throws REQUEST_INVALID with the place, and codes of their own for some. */
export function readInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String).join(".") ?? "";
  if (path === "payloadBase64" && issue?.code === "too_big") {
    throw new VaultsError("TOO_LARGE", { details: { maxBytes: ceilingBytes } });
  }
  if (path === "limit") throw new PlatformError("LIMIT_INVALID");
  if (path === "cursor") throw new PlatformError("CURSOR_INVALID");
  if (filters.has(path)) throw new ApiError("FILTER_INVALID");
  throw new VaultsError("REQUEST_INVALID", {
    details: { path, ...(issue === undefined ? {} : { problem: issue.message }) },
    cause: parsed.error,
  });
}

/** The JSON of a body; nothing of it is signed by its letters, so any JSON will do. Throws REQUEST_INVALID. */
export function readJsonBody({ body }: VaultCall): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new VaultsError("REQUEST_INVALID", { details: { path: "" }, cause });
  }
}

const wholeNumbers = new Set(["limit", "after", "afterNonce"]);

/** The query as an object, numbers as numbers. A field that comes twice is REQUEST_INVALID. */
export function readQuery({ query }: VaultCall): Readonly<Record<string, string | number>> {
  const fields: Record<string, string | number> = {};
  for (const [name, text] of query) {
    if (Object.hasOwn(fields, name)) {
      throw new VaultsError("REQUEST_INVALID", { details: { path: name } });
    }
    // What is no number is left for the schema, or for the list, to refuse.
    fields[name] = wholeNumbers.has(name) && /^\d{1,15}$/.test(text) ? Number(text) : text;
  }
  return fields;
}
