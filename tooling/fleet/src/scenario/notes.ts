import { waitFor } from "@homeport/testkit";
import { describeRecords, judgeLoad, type Loss } from "../load/findings.ts";
import type { Interruption } from "../load/keep-open.ts";
import type { RequestRecord } from "../load/send-request.ts";
import {
  type Claim,
  type Figure,
  type LoadSummary,
  rounded,
  summarizeLoad,
} from "../report/report.ts";

/** What a run finds out, as it finds it out. */
export interface Notes {
  readonly claims: readonly Claim[];
  readonly figures: readonly Figure[];
  readonly loads: readonly LoadSummary[];
  claim(claim: string, met: boolean, found: string | number): void;
  /** Claims that a figure stays at or under a bound. */
  atMost(claim: string, value: number, bound: number, unit: string): void;
  figure(name: string, value: number, unit?: string): void;
  load(name: string, records: readonly RequestRecord[]): void;
  /** Claims that nothing was lost which could have been saved, and that every effect happened once. */
  judge(
    name: string,
    load: { records: readonly RequestRecord[]; effects: readonly string[] },
    loss?: Loss,
  ): void;
  /** Claims that whoever held a connection which ended had a new one within 2 s. */
  interruptions(interruptions: readonly Interruption[]): void;
  /** Waits for a condition and claims that it came within the bound; answers after how many ms it did. */
  within(claim: string, boundMs: number, condition: () => Promise<boolean>): Promise<number>;
}

export function createNotes(): Notes {
  const claims: Claim[] = [];
  const figures: Figure[] = [];
  const loads: LoadSummary[] = [];

  function claim(text: string, met: boolean, found: string | number): void {
    claims.push({ claim: text, met, found: String(found) });
  }

  function atMost(text: string, value: number, bound: number, unit: string): void {
    claim(text, value <= bound, `${rounded(value)} ${unit}, at most ${bound}`);
  }

  return {
    ...{ claims, figures, loads, claim, atMost },
    figure: (name, value, unit = "") => void figures.push({ name, value, unit }),
    load: (name, records) => void loads.push(summarizeLoad(name, records)),
    judge(name, { records, effects }, loss) {
      loads.push(summarizeLoad(name, records));
      const { lost, unlucky, doubled, missing } = judgeLoad(records, effects, loss);
      claim(
        `${name}: nothing is lost that could be saved`,
        lost.length === 0,
        describeRecords(lost),
      );
      claim(`${name}: no effect happens twice`, doubled.length === 0, doubled.length);
      claim(`${name}: no promised effect is missing`, missing.length === 0, missing.length);
      if (loss !== undefined) {
        figures.push({ name: `${name}: failed with what died`, value: unlucky.length, unit: "" });
      }
    },
    interruptions(interruptions) {
      const times = interruptions.map(({ backAfterMs }) => backAfterMs ?? Infinity);
      const longestMs = Math.max(0, ...times);
      const { length } = interruptions;
      claim(
        "a visitor whose connection ended has a new one within 2 s",
        longestMs <= 2_000,
        `${length} ended, the last was back after ${rounded(longestMs)} ms`,
      );
    },
    async within(text, boundMs, condition) {
      const startedMs = performance.now();
      const came = await waitFor(condition, { deadlineMs: boundMs, everyMs: 50 }).catch(
        () => false,
      );
      const tookMs = performance.now() - startedMs;
      claim(text, came, came ? `after ${rounded(tookMs)} ms` : `not within ${boundMs} ms`);
      return tookMs;
    },
  };
}
