import type { BenchCase } from "./bench-case.ts";
import type { BenchPlan } from "./bench-plan.ts";
import { catalogLayoutCase } from "./cases/catalog-layout.ts";
import { catalogRelevanceCase } from "./cases/catalog-relevance.ts";
import { catalogSecretCase } from "./cases/catalog-secret.ts";
import { measured } from "./cases/measured.ts";
import { liveCases } from "./catalog/live-cases.ts";
import { asked } from "./contenders/asked.ts";
import { type OwnProgram, startProgram } from "./program.ts";
import { catalogGoals } from "./report/catalog-goals.ts";
import { shared } from "./shared.ts";
import type { Site } from "./site.ts";

const sizes = { "1k": 1_000, "10k": 10_000, "100k": 100_000 } as const;
/** A hundred thousand apps are written into the mirror before anything is measured. */
const readyWithinMs = 240_000;

/** What a web replica does with the catalog, at three sizes, and what replicas do together, beside what they are compared with. */
export const catalogPlan: BenchPlan = {
  name: "catalog",
  does: "loads, changes, searches and memory of the catalog at 1,000 to 100,000 apps, pushes and saves, beside controls",
  usual: { rounds: 1, seconds: 1 },
  goals: catalogGoals,
  listCases,
};

function listCases(site: Site): readonly BenchCase[] {
  const programs = Object.entries(sizes).map(([size, count]) => ({
    size,
    start: shared(() => start(site, count)),
  }));
  const each = (what: string) =>
    programs.map(({ size, start: begin }) => asked(`${what}-${size}`, what, begin));
  const once = { once: true } as const;
  return [
    measured("boot", "the first load, from the mirror", each("cold"), once),
    measured("change", "one change, taken over by itself", each("apply"), once),
    measured("again", "a start from the replica's own file", each("warm"), once),
    measured(
      "search",
      "300 queries, the worst prefixes among them",
      ["search", "scan", "bm25", "minisearch"].flatMap(each),
      once,
    ),
    measured("memory", "what is kept an app", [...each("parsed"), ...each("heap")], once),
    measured(
      "changes",
      "a thousand generations behind",
      [...each("changes"), ...each("listing")],
      once,
    ),
    catalogLayoutCase(site),
    catalogRelevanceCase(site),
    catalogSecretCase(site),
    ...liveCases(site),
  ];
}

async function start(site: Site, count: number): Promise<OwnProgram> {
  const { databaseUrl, secret } = await site.openLab();
  const args = [databaseUrl, secret, count];
  return await startProgram(site.stage, `catalog-${count}`, "catalog.ts", args, { readyWithinMs });
}
