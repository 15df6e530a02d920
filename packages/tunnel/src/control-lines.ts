import { maxControlLineBytes } from "./constants.ts";

const newline = 0x0a;

/** Cuts a control stream into its lines, whatever the chunks. Keeps at most one line of 64 KiB. */
export class ControlLines {
  readonly #maxBytes: number;
  #kept: Buffer[] = [];
  #keptBytes = 0;

  constructor(maxBytes: number = maxControlLineBytes) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that `bytes` completes; null when one is too long, and the stream is to be reset. */
  push(bytes: Buffer): string[] | null {
    const lines: string[] = [];
    let from = 0;
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, from)) {
      if (!this.#keep(bytes.subarray(from, at))) return null;
      lines.push(this.#takeLine());
      from = at + 1;
    }
    return this.#keep(bytes.subarray(from)) ? lines : null;
  }

  #keep(part: Buffer): boolean {
    this.#keptBytes += part.length;
    if (this.#keptBytes > this.#maxBytes) return false;
    if (part.length > 0) this.#kept.push(part);
    return true;
  }

  #takeLine(): string {
    const line = Buffer.concat(this.#kept).toString("utf8");
    this.#kept = [];
    this.#keptBytes = 0;
    return line;
  }
}

/** One message as it goes on the stream. */
export function controlLine(message: object): Buffer {
  return Buffer.from(`${JSON.stringify(message)}\n`);
}
