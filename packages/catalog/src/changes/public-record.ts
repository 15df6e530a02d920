import { viewOf } from "../entries/list.ts";
import { isListed, type SnapshotRecord } from "../snapshot/snapshot.ts";
import type { JsonObject, JsonValue } from "./merge-patch.ts";

/** A record as programs see it: without what is not given, and nothing at all of what is not listed. */
export function publicRecord(record: SnapshotRecord): JsonObject | null {
  switch (record.kind) {
    case "entry":
      return isListed(record.lean) ? withoutNulls(viewOf(record.lean)) : null;
    case "store":
      return null;
    case "category":
    case "maintainer":
    case "redirect":
      return withoutNulls(record.lean);
  }
}

/** Data of JSON without the members that are null or undefined, at any depth. */
export function withoutNulls(value: object): JsonObject {
  const given = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(given.map(([key, one]) => [key, toJson(one)]));
}

function toJson(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object" && value !== null) return withoutNulls(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  throw new TypeError("records hold plain data");
}
