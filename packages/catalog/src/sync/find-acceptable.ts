import { type Accepted, type Judgement, type Judges, judgeCommit } from "./judge-commit.ts";

/** How far below a bad tip a good commit is looked for; and how far where nothing was accepted yet. */
const most = { following: 500, first: 50 } as const;

/** The tip as it was judged, and the commit to take: the tip itself, or the newest good one on the way to it, or none. */
export interface Finding {
  readonly tip: Judgement;
  readonly acceptable: Judgement | null;
}

/**
 * Judges the tip, and where it is bad the commits below it on the line of first parents, the newest first. Each is judged as one
 * change from what is accepted, so a bad commit between two good ones keeps neither out. Commits that are known to be bad are not judged
 * again.
 */
export async function findAcceptable(
  judges: Judges,
  accepted: Accepted | null,
  tipCommit: string,
  { known, signal }: { readonly known: ReadonlySet<string>; readonly signal: AbortSignal },
): Promise<Finding> {
  const tip = await judgeCommit(judges, accepted, tipCommit, signal);
  if (tip.verdict.isAcceptable) return { tip, acceptable: tip };
  const after = accepted?.commit ?? null;
  const depth = after === null ? most.first : most.following;
  const [, ...below] = await judges.repository.firstParents(after, tipCommit, depth);
  for (const commit of below.filter((one) => !known.has(one))) {
    const judged = await judgeCommit(judges, accepted, commit, signal);
    if (judged.verdict.isAcceptable) return { tip, acceptable: judged };
  }
  return { tip, acceptable: null };
}
