import type { CatalogRouteName } from "../routes.ts";

/** What a route does, and what its success means. */
export interface CatalogOperation {
  readonly summary: string;
  readonly answer: string;
  /** The type of an answer that is no JSON. */
  readonly type?: string;
  /** Whether it may answer 307, where an app has another name now. */
  readonly mayMove?: boolean;
}

export const catalogOperations: Readonly<Record<CatalogRouteName, CatalogOperation>> = {
  describeCatalog: {
    summary: "Look which catalog this is, and which generation of it is served.",
    answer: "Its generation, commit, counts and categories.",
  },
  listEntries: {
    summary: "Search and list apps.",
    answer: "A page, with how many there are for each filter.",
  },
  getEntry: {
    summary: "Read one app with its description.",
    answer: "The whole entry.",
    mayMove: true,
  },
  listReleases: {
    summary: "List an app's releases, the newest first.",
    answer: "Its releases, 200 at most.",
    mayMove: true,
  },
  readCompose: {
    summary: "Read the template by which a host runs an app.",
    answer: "The template as it is written.",
    type: "text/yaml",
    mayMove: true,
  },
  suggestEntries: {
    summary: "Find what somebody who is typing may be after.",
    answer: "Eight apps at most.",
  },
  readChanges: {
    summary: "Read what differs from an earlier generation.",
    answer: "A merge patch; an empty one where nothing does.",
  },
};
