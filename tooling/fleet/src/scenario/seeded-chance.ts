import type { Notes } from "./notes.ts";

/** Numbers in [0, 1) from the seed in `SEED`, or from a new one; the report says which, so that a run can be repeated. */
export function seededChance(notes: Pick<Notes, "figure">, name: string): () => number {
  const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  notes.figure(name, seed);
  return chanceOf(seed);
}

/** Numbers in [0, 1) that are the same for the same seed. */
function chanceOf(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
