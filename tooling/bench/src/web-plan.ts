import type { BenchCase } from "./bench-case.ts";
import type { BenchPlan } from "./bench-plan.ts";
import { openOwnSite } from "./browser/open-site.ts";
import { pageVisits } from "./cases/page-visits.ts";
import { webGoals } from "./report/web-goals.ts";
import { shared } from "./shared.ts";
import type { Site } from "./site.ts";

/** What strangers wait for: public pages in a browser that has been nowhere before. */
export const webPlan: BenchPlan = {
  name: "web",
  does: "what public pages load and how soon they show, in a real browser, beside their HTML alone",
  usual: { rounds: 5, seconds: 1 },
  goals: webGoals,
  listCases,
};

function listCases({ stage }: Site): readonly BenchCase[] {
  const open = shared(() => openOwnSite(stage));
  return [
    pageVisits("home", "the front page of a gallery", open),
    pageVisits("album", "an album", open),
    pageVisits("photo", "the page of a photo", open),
    pageVisits("catalog", "the catalog", open),
  ];
}
