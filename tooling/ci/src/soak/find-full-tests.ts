import { posix } from "node:path";
import type { FullTests } from "./full-step.ts";

const asksForIt = /process\.env\["FULL"\]/;
const imports = /(?:from|import) "(\.[^"]+)"/g;

/**
 * The tests among these sources (by path) that read `FULL`, themselves or through what they import from beside them:
 * a suite that runs another one once more counts with it.
 */
export function findFullTests(sources: ReadonlyMap<string, string>): FullTests {
  const full = new Set([...sources].filter(([, text]) => asksForIt.test(text)).map(([at]) => at));
  for (let known = -1; known < full.size; ) {
    known = full.size;
    for (const [at, text] of sources) {
      const names = Array.from(text.matchAll(imports), ([, name = ""]) => name);
      if (names.some((name) => full.has(posix.join(posix.dirname(at), name)))) full.add(at);
    }
  }
  const tests = [...full].filter((at) => at.endsWith(".test.ts")).sort();
  const projectOf = (at: string) => {
    if (at.endsWith(".fleet.test.ts")) return "fleet";
    return /\.(?:integration|race)\.test\.ts$/.test(at) ? "integration" : "unit";
  };
  const of = (project: keyof FullTests) => tests.filter((at) => projectOf(at) === project);
  return { unit: of("unit"), integration: of("integration"), fleet: of("fleet") };
}
