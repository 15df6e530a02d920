import { isUtf8 } from "node:buffer";
import type { Output } from "../commands/output.ts";
import type { FoundFile } from "./walk.ts";

export type FileResult = "uploaded" | "already-there" | "waiting-for-conversion" | "refused";

export interface FileOutcome {
  readonly result: FileResult;
  readonly imageId?: string;
  readonly code?: string;
  readonly message?: string;
}

export type PushCounts = Record<FileResult, number>;

/** What a push tells while it runs: a line a file, and with `--json` how far each is. */
export interface PushReport {
  file(found: Pick<FoundFile, "relative">, outcome: FileOutcome): void;
  progress(found: FoundFile, sentBytes: number, sizeBytes: number): void;
  note(found: FoundFile, text: string): void;
  readonly counts: Readonly<PushCounts>;
}

const words: Record<FileResult, string> = {
  uploaded: "uploaded",
  "already-there": "already there",
  "waiting-for-conversion": "waits for conversion",
  refused: "refused",
};

export function createPushReport(
  output: Output,
  options: { isTerminal: boolean; isDryRun: boolean },
): PushReport {
  const counts: PushCounts = {
    uploaded: 0,
    "already-there": 0,
    "waiting-for-conversion": 0,
    refused: 0,
  };
  // A terminal's line is drawn over; in a file each would stand.
  const wipe = options.isTerminal ? "\r\u001b[K" : "";
  return {
    counts,
    file({ relative }, outcome) {
      counts[outcome.result] += 1;
      const { result, code, message } = outcome;
      const why = message === undefined ? "" : `: ${message} (${code})`;
      const said = result === "uploaded" && options.isDryRun ? "would be uploaded" : words[result];
      const text = `${wipe}${said}  ${relative}${why}`;
      output.record(JSON.stringify({ event: "file", ...pathOf(relative), ...outcome }), text);
    },
    progress({ relative }, sentBytes, sizeBytes) {
      const json = JSON.stringify({ event: "progress", ...pathOf(relative), sentBytes, sizeBytes });
      output.progress(
        json,
        options.isTerminal ? `${wipe}${share(sentBytes, sizeBytes)}  ${relative}` : "",
      );
    },
    note({ relative }, text) {
      output.line(`${wipe}${text}  ${relative}`);
    },
  };
}

export function describeCounts(counts: Readonly<PushCounts>): string {
  return [
    `${counts.uploaded} uploaded`,
    `${counts["already-there"]} already there`,
    `${counts["waiting-for-conversion"]} waiting for conversion`,
    `${counts.refused} refused`,
  ].join(", ");
}

function share(sentBytes: number, sizeBytes: number): string {
  return `${String(Math.floor((100 * sentBytes) / Math.max(1, sizeBytes))).padStart(3)} %`;
}

/** A name that is no text is given as its bytes, too. */
function pathOf(relative: Buffer): { path: string; pathBase64?: string } {
  const path = relative.toString();
  return isUtf8(relative) ? { path } : { path, pathBase64: relative.toString("base64") };
}
