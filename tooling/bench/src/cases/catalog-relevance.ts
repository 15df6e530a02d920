import { asked } from "../contenders/asked.ts";
import { startProgram } from "../program.ts";
import { shared } from "../shared.ts";
import type { Site } from "../site.ts";
import { measured } from "./measured.ts";

/** A database is made and filled before anything is measured. */
const readyWithinMs = 60_000;

/** How well the starting catalog's apps are ordered for 60 judged queries, beside the same apps by their slugs. */
export function catalogRelevanceCase(site: Site) {
  const start = shared(async () => {
    const { databaseUrl, secret } = await site.openLab();
    const args = [databaseUrl, secret];
    const program = "catalog-relevance";
    return await startProgram(site.stage, program, `${program}.ts`, args, { readyWithinMs });
  });
  const contenders = ["ranked", "alphabetical"].map((order) => asked(order, order, start));
  const title = "60 judged queries over the starting catalog";
  return measured("relevance", title, contenders, { once: true });
}
