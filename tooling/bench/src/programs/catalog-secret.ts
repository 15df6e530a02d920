import { isProven } from "@homeport/catalog/testing";
import { answerAsks } from "./answer-asks.ts";

/** Whether the time that judging a token takes tells how much of it is right. */
const calls = 100_000;
/** Each time is of so many calls: a single one is shorter than the clock can tell. */
const atOnce = 20;

const secret = "0123456789abcdef".repeat(8);
const rightBegun = `${secret.slice(0, -1)}x`;
const wrongBegun = `x${secret.slice(1)}`;
const noBody = new Uint8Array();

function judge(token: string): boolean {
  const secrets = { current: secret, previous: null };
  return isProven({ mode: "bearer", token }, secrets, noBody);
}

/** The control: what stops at the first letter that differs. */
function compareByLetter(token: string): boolean {
  for (let at = 0; at < secret.length; at++) {
    if (token.charCodeAt(at) !== secret.charCodeAt(at)) return false;
  }
  return token.length === secret.length;
}

function timeOf(compare: (token: string) => boolean, token: string): number {
  const at = performance.now();
  for (let call = 0; call < atOnce; call++) compare(token);
  return performance.now() - at;
}

interface Sample {
  readonly mean: number;
  /** The variance of the mean. */
  readonly spread: number;
}

/** Without the slowest tenth: what else the machine did then says nothing of the token. */
function sampleOf(times: number[]): Sample {
  const kept = times.toSorted((a, b) => a - b).slice(0, Math.ceil(times.length * 0.9));
  const mean = kept.reduce((sum, time) => sum + time, 0) / kept.length;
  const variance = kept.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (kept.length - 1);
  return { mean, spread: variance / kept.length };
}

/** Welch's t of the two kinds of tokens, asked for in turn; above 4.5 they can be told apart (Goodwill et al., 2011). */
async function tellApart(compare: (token: string) => boolean): Promise<{ welchT: number }> {
  const [right, wrong]: [number[], number[]] = [[], []];
  for (let call = 0; call < calls; call += 2 * atOnce) {
    right.push(timeOf(compare, rightBegun));
    wrong.push(timeOf(compare, wrongBegun));
  }
  const [one, other] = [sampleOf(right.slice(50)), sampleOf(wrong.slice(50))];
  return { welchT: Math.abs(one.mean - other.mean) / Math.sqrt(one.spread + other.spread) };
}

answerAsks({ judged: () => tellApart(judge), byLetter: () => tellApart(compareByLetter) });
