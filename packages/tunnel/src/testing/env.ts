/** `SEED=` repeats a fuzzed run; without it every run has another seed. */
export function readSeed(): number {
  const given = Number(process.env["SEED"]);
  return Number.isInteger(given) && given > 0 ? given : Date.now() >>> 0;
}
