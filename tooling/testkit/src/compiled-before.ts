/**
 * The variable by which a program of ours finds what Node made of its sources at an earlier start in this run; or, while
 * `pnpm coverage` counts, the one by which it leaves what it ran of them: of what was compiled before Node counts too little.
 */
export function compiledBefore(): Record<string, string> {
  const counted = process.env["HOMEPORT_TEST_COVERAGE"];
  if (counted !== undefined) return { NODE_V8_COVERAGE: counted };
  const folder = process.env["NODE_COMPILE_CACHE"];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
