import type { CatalogGeneration, CatalogState } from "./operator-types.ts";

type Replica = Pick<CatalogState["replicas"][number], "state" | "generation">;

export const modeWords: Record<CatalogState["source"]["mode"], string> = {
  following: "follows the branch",
  paused: "paused: new commits are seen, and not taken over",
  held: "held: the branch's history was rewritten, and nothing is taken over",
};

export const originWords: Record<CatalogGeneration["origin"], string> = {
  sync: "from the repository",
  write: "from the console",
  rollback: "rolled back",
  resume: "followed again",
  rewrite: "rewritten history accepted",
};

const outcomes: Readonly<Record<string, string>> = {
  "in-sync": "There was nothing new.",
  "fast-forwarded": "The newest commit is live.",
  "fast-forwarded-partly": "Newer commits are live, but not the newest: it was rejected.",
  rebuilt: "The mirror was not what git says, and is now.",
  rejected: "The newest commit was rejected; what is served stays as it was.",
  paused: "The newest commit is noted, and not taken over.",
  held: "The branch's history was rewritten, so nothing was taken over.",
};

/** How a look at the repository ended, in a sentence. */
export function outcomeWords(outcome: string): string {
  return outcomes[outcome] ?? "The repository could not be looked at.";
}

const callEnds: Readonly<Record<string, string>> = {
  pong: "A forge tried the address. Nothing was asked for.",
  ignored: "It told of something other than a push to the branch.",
  "already-loaded": "The commit that it names was live already.",
};

/** What came of a call of the webhook, in a sentence. Most calls ask for a look, and end as that does. */
export function callWords(outcome: string | null): string {
  if (outcome === null) return "Its end has not been noted.";
  return callEnds[outcome] ?? outcomeWords(outcome);
}

/** How far a replica has come. */
export function replicaWords(replica: Replica, accepted: number | null): string {
  const { generation, state } = replica;
  if (generation === null) return state === "starting" ? "starting" : "serves nothing";
  const behind = (accepted ?? generation) - generation;
  const lag = behind > 0 ? `, ${behind} behind` : "";
  return `generation ${generation}${lag}${state === "ready" ? "" : `, ${state}`}`;
}

export function shortCommit(commit: string): string {
  return commit.slice(0, 10);
}
