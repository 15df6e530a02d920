import { eachField, type Fields } from "./fields.ts";
import { removeHopByHop } from "./hop-by-hop.ts";

/** Takes out of an app's answer what only Homeport may say; the gate's part of the work. */
export type AnswerFilter = (fields: Fields) => Fields;

/**
 * An app's answer as the visitor gets it: what belongs to the target's connection is gone, and the only
 * addition is the request's id. A `Trailer` announcement stays only where trailers can follow.
 */
export function answerFields(
  fields: Fields,
  options: { requestId: string; trailersFollow: boolean; filter: AnswerFilter },
): string[] {
  const kept: string[] = [];
  eachField(options.filter(removeHopByHop(fields)), (lowerName, value, name) => {
    if (lowerName === "x-request-id") return;
    if (lowerName === "trailer" && !options.trailersFollow) return;
    kept.push(name, value);
  });
  kept.push("X-Request-Id", options.requestId);
  return kept;
}
