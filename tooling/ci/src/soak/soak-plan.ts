import { buildStep } from "../steps/build-step.ts";
import { excusedStep, type Step } from "../steps/step.ts";
import { benchStep } from "./bench-step.ts";
import { churnStep } from "./churn-step.ts";
import { coverageStep } from "./coverage-step.ts";
import { type FullTests, fullStep } from "./full-step.ts";
import { olderPostgresStep } from "./older-postgres-step.ts";
import { previousStep } from "./previous-step.ts";
import { racesStep } from "./races-step.ts";
import type { SoakOptions, SoakStep } from "./soak-options.ts";

/** What of a soak depends on the machine and the checkout. */
export interface SoakFacts {
  /** The newest tag before the current commit; null without any. */
  readonly newestTag: string | null;
  /** The folder with the programs of PostgreSQL 15; null where it is not installed. */
  readonly olderPostgres: string | null;
  readonly fullTests: FullTests;
}

const minuteMs = 60_000;
/** All race tests once, stores included, on two cores. */
const raceRoundMs = 3 * minuteMs;

/** The steps of a soak, the build before them. What a machine cannot do is a step that says so. */
export function planSoak(options: SoakOptions, facts: SoakFacts): Step[] {
  const previous = options.previous ?? facts.newestTag;
  const make: Record<SoakStep, () => Step> = {
    churn: () => churnStep(options.minutes),
    races: () => racesStep(options.times, options.times * raceRoundMs),
    full: () => fullStep(facts.fullTests, 180 * minuteMs),
    previous: () =>
      previous === null
        ? excusedStep("previous", "a tag, or --previous")
        : previousStep(previous, 20 * minuteMs),
    "postgres 15": () =>
      facts.olderPostgres === null
        ? excusedStep("postgres 15", "PostgreSQL 15")
        : olderPostgresStep(facts.olderPostgres, 15 * minuteMs),
    bench: () => benchStep(options.quick, (options.quick ? 20 : 180) * minuteMs),
    coverage: () => coverageStep(40 * minuteMs),
  };
  return [buildStep(10 * minuteMs), ...options.only.map((name) => make[name]())];
}
