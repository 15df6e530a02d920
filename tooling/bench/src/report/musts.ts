import type { Row } from "./summary.ts";

/** A goal that has to be met: a ratio between two rows of the same run. */
interface Must {
  readonly benchCase: string;
  readonly contender: string;
  readonly control: string;
  readonly figure: "requestsPerSecond" | "bytesPerSecond" | "cpuUsTotal" | "cpuSecondsPerGib";
  readonly atMost?: number;
  readonly atLeast?: number;
}

const dataPlane = { benchCase: "requests", contender: "data-plane-raw" } as const;
const product = { benchCase: "requests", contender: "product-raw" } as const;
const bulk = { benchCase: "downloads", contender: "data-plane-raw" } as const;

export const musts: readonly Must[] = [
  { ...dataPlane, control: "plain-proxy", figure: "cpuUsTotal", atMost: 0.6 },
  { ...dataPlane, control: "plain-proxy", figure: "requestsPerSecond", atLeast: 1.5 },
  { ...dataPlane, control: "json-tunnel", figure: "cpuUsTotal", atMost: 1 / 8 },
  { ...dataPlane, control: "json-tunnel", figure: "requestsPerSecond", atLeast: 5 },
  { ...product, control: "plain-proxy", figure: "cpuUsTotal", atMost: 1 },
  { ...product, control: "plain-proxy", figure: "requestsPerSecond", atLeast: 1 },
  { ...bulk, control: "plain-proxy", figure: "bytesPerSecond", atLeast: 0.8 },
  { ...bulk, control: "json-tunnel", figure: "cpuSecondsPerGib", atMost: 1 / 5 },
];

export interface MustResult {
  readonly claim: string;
  readonly met: boolean;
}

/** Judges every goal whose two rows were measured in this run. */
export function judgeMusts(rowsByCase: ReadonlyMap<string, readonly Row[]>): MustResult[] {
  return musts.flatMap((must) => {
    const rows = rowsByCase.get(must.benchCase) ?? [];
    const ours = rows.find((row) => row.contender === must.contender);
    const control = rows.find((row) => row.contender === must.control);
    return ours && control ? [judge(must, ours[must.figure] / control[must.figure])] : [];
  });
}

function judge(must: Must, ratio: number): MustResult {
  const { benchCase, contender, control, figure, atMost, atLeast } = must;
  const bound = atMost === undefined ? `≥ ${atLeast}×` : `≤ ${atMost}×`;
  const met = ratio <= (atMost ?? Number.POSITIVE_INFINITY) && ratio >= (atLeast ?? 0);
  const claim = `${benchCase}: ${contender} ${figure} is ${ratio.toFixed(3)}× of ${control}, must be ${bound}`;
  return { claim, met };
}
