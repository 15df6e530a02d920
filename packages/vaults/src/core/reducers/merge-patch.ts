import { isJsonObject, type Json, readMember } from "../json.ts";

/** RFC 7396: an object changes the members that it names and removes those that it sets to null; all else replaces. */
export function reduceMergePatch(state: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const result: Record<string, Json> = isJsonObject(state) ? { ...state } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = reduceMergePatch(readMember(result, key), value);
  }
  return result;
}
