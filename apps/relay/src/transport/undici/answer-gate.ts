import { type AnswerHead, type Framing, invalidAnswer } from "../answer-head.ts";
import { ChunkedReader } from "../chunked-reader.ts";
import { HeadReader } from "../head-reader.ts";

/** What comes out of the gate, in the order of the bytes. */
export type GateEvent =
  /** A 1xx answer, kept back: `byteCount` bytes go no further. */
  | { readonly kind: "interim"; readonly head: AnswerHead; readonly byteCount: number }
  /** The final head; its bytes follow as `pass`. */
  | { readonly kind: "head"; readonly head: AnswerHead }
  | { readonly kind: "pass"; readonly bytes: Buffer }
  /** A 101 to a request that asked for it, kept back. `rest` belongs to the new protocol. */
  | {
      readonly kind: "switch";
      readonly head: AnswerHead;
      readonly rest: Buffer;
      readonly byteCount: number;
    };

/**
 * Stands before a library's reader of one answer and lets through what that reads as strictly as this relay does.
 * Modes:
 *
 * - `heads`: heads are held until they are complete, and judged here. The libraries know several protocol names,
 *   take a status of 099, lose a reason that is no UTF-8, and end on a 100 that was not asked for.
 * - `body`: bytes pass as they come, once they are seen to belong to the answer. The libraries tell of the answer's end
 *   before they look at what follows it.
 * - `switched`: the gate must not be given anything more.
 *
 * Throws TARGET_ANSWER_INVALID; at most 64 KiB are held.
 */
export class AnswerGate {
  readonly #heads: HeadReader;
  #mode: "heads" | "body" | "switched" = "heads";
  /** How much may still come, where the head tells it; a chunked body tells it itself. */
  #leftBytes = Number.POSITIVE_INFINITY;
  #chunks: ChunkedReader | null = null;

  constructor(method: string, upgrade: boolean) {
    this.#heads = new HeadReader(method, upgrade);
  }

  push(bytes: Buffer): readonly GateEvent[] {
    if (this.#mode === "body") return [this.#pass(bytes)];
    const events: GateEvent[] = [];
    let rest = bytes;
    while (rest.length > 0 && this.#mode === "heads") rest = this.#readHead(rest, events);
    return events;
  }

  #readHead(bytes: Buffer, events: GateEvent[]): Buffer {
    const read = this.#heads.push(bytes);
    const nothing = bytes.subarray(bytes.length);
    if (read === null) return nothing;
    const { head, raw, rest } = read;
    if (head.status === 101) {
      this.#mode = "switched";
      events.push({ kind: "switch", head, rest, byteCount: raw.length + rest.length });
      return nothing;
    }
    if (head.status < 200) {
      events.push({ kind: "interim", head, byteCount: raw.length });
      return rest;
    }
    this.#mode = "body";
    events.push({ kind: "head", head });
    this.#leftBytes = bodyBytes(head.framing);
    if (head.framing.kind === "chunked") this.#chunks = new ChunkedReader();
    const passed = rest.length > 0 ? this.#pass(rest) : null;
    // What came in one piece goes on in one piece.
    if (raw.length + rest.length === bytes.length) events.push({ kind: "pass", bytes });
    else {
      events.push({ kind: "pass", bytes: raw });
      if (passed !== null) events.push(passed);
    }
    return nothing;
  }

  #pass(bytes: Buffer): GateEvent {
    const surplus = this.#chunks?.push(bytes, () => {}).length ?? bytes.length - this.#leftBytes;
    if (surplus > 0) throw invalidAnswer("bytes follow the end of the answer");
    this.#leftBytes -= bytes.length;
    return { kind: "pass", bytes };
  }
}

/** How long the body is, where the head tells it. */
function bodyBytes(framing: Framing): number {
  if (framing.kind === "none") return 0;
  return framing.kind === "length" ? framing.bytes : Number.POSITIVE_INFINITY;
}
