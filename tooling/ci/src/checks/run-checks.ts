import type { Check, Findings } from "./check.ts";

export type CheckResult = Findings & { name: string; tookMs: number };

/** As many as this machine class has cores; most checks use both for a part of their time. */
const atOnce = 2;
const shownLines = 60;

/** Runs all checks, also after one failed; each tells its result as it is known. */
export async function runChecks(
  checks: Check[],
  write: (text: string) => void,
): Promise<CheckResult[]> {
  const waiting = [...checks];
  const results: CheckResult[] = [];
  async function takeNext(): Promise<void> {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const startedMs = performance.now();
      const found = await check.find().catch(asFindings);
      const result = { ...found, name: check.name, tookMs: performance.now() - startedMs };
      results.push(result);
      write(describe(result));
    }
  }
  await Promise.all(Array.from({ length: atOnce }, takeNext));
  return results;
}

/** A check that could not be made has found that. */
function asFindings(error: unknown): Findings {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { problems: text.split("\n"), cpuMs: 0 };
}

function describe({ name, problems, tookMs }: CheckResult): string {
  const mark = problems.length === 0 ? "✓" : "✗";
  const head = `  ${mark} ${name.padEnd(36)} ${(tookMs / 1_000).toFixed(1).padStart(6)} s\n`;
  const left = problems.length - shownLines;
  const shown = problems.slice(0, shownLines).map((line) => `      ${line}\n`);
  return head + shown.join("") + (left > 0 ? `      … and ${left} more lines\n` : "");
}
