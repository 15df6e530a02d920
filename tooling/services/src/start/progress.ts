/** Where progress is told: one line a step, with how long it took. */
export type Progress = {
  /** Runs a step; `detail` of its result stands on the finished line. */
  step<T>(name: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T>;
  note(line: string): void;
};

export type Output = { write(text: string): void; isTty: boolean };

/**
 * Tells a person how far a start is. On a terminal the running step is shown and then replaced by
 * its finished line; in a pipe only finished lines are written.
 */
export function createProgress(output: Output, nowMs: () => number): Progress {
  const clearLine = output.isTty ? "\r\u001b[2K" : "";
  return {
    async step(name, work, detail = () => "") {
      const startedMs = nowMs();
      if (output.isTty) output.write(`  · ${name} …`);
      try {
        const result = await work();
        output.write(`${clearLine}${finishedLine("✓", name, detail(result), nowMs() - startedMs)}`);
        return result;
      } catch (error) {
        output.write(`${clearLine}${finishedLine("✗", name, "", nowMs() - startedMs)}`);
        throw error;
      }
    },
    note: (line) => output.write(`${clearLine}    ${line}\n`),
  };
}

function finishedLine(mark: string, name: string, detail: string, tookMs: number): string {
  const took = `${(tookMs / 1_000).toFixed(1)} s`;
  return `  ${mark} ${name.padEnd(10)} ${detail.padEnd(46)} ${took.padStart(7)}\n`;
}
