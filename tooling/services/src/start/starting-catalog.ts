import { pathToFileURL } from "node:url";
import { buildStarter } from "@homeport/catalog-starter";
import type { Folders } from "./folders.ts";

const remoteName = "HOMEPORT_CATALOG_REMOTE";

/** Where a run's catalog comes from, and what its processes are told of it. */
export interface StartingCatalog {
  /** The repository's address; null without git. */
  readonly remote: string | null;
  readonly outcome: "given" | "built" | "kept" | "no-git";
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Takes the repository that the caller names, else the starting catalog in the data folder, which is made once and then belongs to whoever
 * runs this: what they push there stays.
 */
export async function prepareCatalog(
  folders: Pick<Folders, "catalogRepository" | "catalogClones" | "catalogCache">,
  env: Readonly<Record<string, string | undefined>>,
): Promise<StartingCatalog> {
  const given = env[remoteName]?.trim();
  if (given) return { remote: given, outcome: "given", env: {} };
  const { outcome } = await buildStarter(folders.catalogRepository);
  if (outcome === "no-git") return { remote: null, outcome, env: {} };
  const remote = pathToFileURL(folders.catalogRepository).href;
  return {
    remote,
    outcome,
    env: {
      [remoteName]: remote,
      HOMEPORT_CATALOG_DIR: folders.catalogClones,
      HOMEPORT_CATALOG_CACHE_DIR: folders.catalogCache,
      // It belongs to whoever runs this; a repository that they name may be somebody else's.
      HOMEPORT_CATALOG_WRITES: env["HOMEPORT_CATALOG_WRITES"] ?? "on",
    },
  };
}

/** A few words for whoever watches the start. */
export function describeCatalog({ outcome, remote }: StartingCatalog): string {
  switch (outcome) {
    case "given":
      return remote ?? "";
    case "built":
      return "28 apps to begin with";
    case "kept":
      return "as it is";
    case "no-git":
      return "none: this machine has no git";
  }
}
