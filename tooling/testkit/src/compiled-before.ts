/** The variable by which a program of ours finds what Node made of its sources at an earlier start in this run. */
export function compiledBefore(): Record<string, string> {
  const folder = process.env["NODE_COMPILE_CACHE"];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
