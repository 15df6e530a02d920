/** Who may see a photo, the fewest first. */
export const reaches = ["none", "private", "unlisted", "public"] as const;
export type Reach = (typeof reaches)[number];

export type Visibility = "public" | "unlisted" | "private";

export interface ReachFacts {
  readonly isPublished: boolean;
  readonly isTrashed: boolean;
  readonly hasVariant: boolean;
  readonly onHome: boolean;
  /** Effective visibility of every album that holds it. */
  readonly albums: readonly Visibility[];
}

/** The most that any way to the photo allows. */
export function decideReach(facts: ReachFacts): Reach {
  if (!facts.isPublished || facts.isTrashed || !facts.hasVariant) return "none";
  if (facts.albums.length === 0) return facts.onHome ? "public" : "none";
  const widest = (["public", "unlisted", "private"] as const).find((visibility) =>
    facts.albums.includes(visibility),
  );
  return widest ?? "none";
}

/** Whether somebody who could see it before may not any more. */
export function isShrunk(before: Reach, after: Reach): boolean {
  return reaches.indexOf(after) < reaches.indexOf(before);
}

/** The visibility of an album below others: the most restrictive on its path to the root. */
export function narrowest(visibilities: readonly Visibility[]): Visibility {
  if (visibilities.includes("private")) return "private";
  return visibilities.includes("unlisted") ? "unlisted" : "public";
}
