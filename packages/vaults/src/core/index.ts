export { canonicalize, readCanonicalJson, writePayload } from "./canonical-json.ts";
export type { Json, JsonArray, JsonObject } from "./json.ts";
export { formatPointer, parsePointer } from "./json-pointer.ts";
export { ceilingBytes, defaultMaxBytes, maxJsonDepth } from "./limits.ts";
export { reduceJsonPatch } from "./reducers/json-patch.ts";
export { reduceMergePatch } from "./reducers/merge-patch.ts";
export { type DeltaReason, isRefusal, Refusal, type RefusalCode } from "./refusal.ts";
export { readStrictJson } from "./strict-json.ts";
