/**
 * Codes that no test names yet, each with why. The list only shrinks: a code that a test names has to leave it, and a new code comes
 * with its test.
 */
export const unshownCodes: ReadonlyMap<string, string> = new Map([
  ["CATALOG_DEGRADED", "wants a replica that can load nothing of a generation that was accepted"],
]);
