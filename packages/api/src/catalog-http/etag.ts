import { sha256 } from "@homeport/platform";

/** What an answer hangs on: two answers of the same are the same to the byte. */
export interface AnswerFacts {
  readonly lineage: string;
  readonly generation: number;
  readonly buildId: string;
  readonly route: string;
  /** As it was read, so that two spellings of one question are one. */
  readonly query: unknown;
}

export function etagOf({ lineage, generation, buildId, route, query }: AnswerFacts): string {
  const asked = sha256(JSON.stringify([route, query]))
    .toString("hex")
    .slice(0, 16);
  return `W/"${lineage.slice(0, 8)}-${generation}-${buildId.slice(0, 8)}-${asked}"`;
}

/** Whether somebody who sent this `If-None-Match` has the answer already; tags are compared weakly. */
export function hasAnswer(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim());
  return tags.some((tag) => tag === "*" || `W/${tag.replace(/^W\//, "")}` === etag);
}
