import type { AnswerHead } from "../answer-head.ts";
import type { Fields } from "../fields.ts";
import type { AnswerPart } from "../visitor.ts";

/**
 * Gathers what a library tells piece by piece of one batch of bytes, so that a head and its first bytes leave in one
 * write. It is handed on behind the callbacks of the same turn; `flush` does that at once, `drop` never.
 */
export class AnswerParts {
  readonly #deliver: (part: AnswerPart) => void;
  #head: AnswerHead | null = null;
  #slices: Buffer[] = [];
  #end: Fields | null = null;
  #armed = false;

  constructor(deliver: (part: AnswerPart) => void) {
    this.#deliver = deliver;
  }

  head(head: AnswerHead): void {
    this.#head = head;
    this.#arm();
  }

  slice(bytes: Buffer): void {
    this.#slices.push(bytes);
    this.#arm();
  }

  end(trailers: Fields): void {
    this.#end = trailers;
    this.#arm();
  }

  readonly flush = (): void => {
    this.#armed = false;
    const part = { head: this.#head, slices: this.#slices, end: this.#end };
    if (part.head === null && part.end === null && part.slices.length === 0) return;
    this.drop();
    this.#deliver(part);
  };

  drop(): void {
    this.#head = null;
    this.#slices = [];
    this.#end = null;
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    process.nextTick(this.flush);
  }
}
