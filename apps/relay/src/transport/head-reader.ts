import { type AnswerHead, invalidAnswer, parseAnswerHead } from "./answer-head.ts";
import { hasBareLineFeed, LineBuffer } from "./line-buffer.ts";

/** One head of an answer, and what came behind it. */
export interface HeadRead {
  readonly head: AnswerHead;
  /** The head as the target sent it, with its empty line. */
  readonly raw: Buffer;
  readonly rest: Buffer;
}

export const maxHeadBytes = 64 * 1024;
/** More 1xx answers than any server sends: without a bound they would bypass all back-pressure. */
const maxInterim = 32;
const headEnd = Buffer.from("\r\n\r\n");
const headStart = Buffer.from("HTTP/1.");

/**
 * Reads the heads of one answer, cut anywhere: any number of 1xx heads up to a bound, then one that is final.
 * Throws TARGET_ANSWER_INVALID for everything else, as soon as it can be told; at most 64 KiB are held.
 */
export class HeadReader {
  readonly #method: string;
  readonly #upgrade: boolean;
  readonly #line = new LineBuffer();
  #interim = 0;

  /** `upgrade` tells whether a 101 is an answer to this request. */
  constructor(method: string, upgrade: boolean) {
    this.#method = method;
    this.#upgrade = upgrade;
  }

  /** The head that `bytes` complete, or null when more is needed. */
  push(bytes: Buffer): HeadRead | null {
    const heldBefore = this.#line.length;
    const held = heldBefore === 0 ? bytes : this.#line.append(bytes);
    const end = held.indexOf(headEnd, Math.max(0, heldBefore - headEnd.length + 1));
    if (end === -1) {
      refuseHopelessHead(held, heldBefore);
      if (heldBefore === 0) this.#line.append(bytes);
      return null;
    }
    if (end > maxHeadBytes) throw invalidAnswer("the head is over 64 KiB");
    const raw = held.subarray(0, end + headEnd.length);
    const text = held.toString("latin1", 0, end);
    this.#line.clear();
    const head = parseAnswerHead(text, this.#method);
    this.#judge(head.status);
    return { head, raw, rest: bytes.subarray(raw.length - heldBefore) };
  }

  #judge(status: number): void {
    if (status === 101) {
      if (!this.#upgrade) throw invalidAnswer("a 101 that nobody asked for");
    } else if (status < 200) {
      this.#interim += 1;
      if (this.#interim > maxInterim) throw invalidAnswer("too many 1xx answers");
    }
  }
}

/** Refuses at once what can no longer become a head, rather than waiting for 64 KiB or a deadline. */
function refuseHopelessHead(held: Buffer, heldBefore: number): void {
  if (held.length > maxHeadBytes) throw invalidAnswer("the head is over 64 KiB");
  const begun = Math.min(held.length, headStart.length);
  if (!held.subarray(0, begun).equals(headStart.subarray(0, begun))) {
    throw invalidAnswer("the answer does not begin with a status line");
  }
  if (hasBareLineFeed(held, heldBefore)) throw invalidAnswer("a bare line feed in the head");
}
