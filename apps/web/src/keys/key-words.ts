import type { Outputs } from "../data/router-types.ts";
import { formatCount } from "../design/format.ts";

export type Key = Outputs["account"]["keys"]["list"][number];
export type KeyScopes = Key["scopes"];

const dayMs = 24 * 60 * 60 * 1000;

/** How long a key may live, by the value of its choice; null is until it is revoked. */
export const keyLives = {
  "30d": { label: "30 days", lifeMs: 30 * dayMs },
  "90d": { label: "90 days", lifeMs: 90 * dayMs },
  "1y": { label: "1 year", lifeMs: 365 * dayMs },
  never: { label: "No end", lifeMs: null },
} as const;

export type KeyLife = keyof typeof keyLives;

/** What a key reaches, in a few words: "all apps and the API". */
export function describeScopes({ apps, api }: KeyScopes): string {
  const opened =
    apps === "all" ? "all apps" : apps.length > 0 ? formatCount(apps.length, "app") : "";
  if (opened === "") {
    return api ? "the API" : "nothing";
  }
  return api ? `${opened} and the API` : opened;
}
