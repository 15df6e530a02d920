import { ApiError } from "../../errors.ts";

/** Streams that one principal may have open in this process, and all of them together. */
const maxOfOne = 10;
const maxOfAll = 5_000;

/** Counts who has how many streams open here. */
export class StreamAdmission {
  readonly #open = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** Takes a place; what is returned gives it back. Throws STREAM_LIMIT. */
  admit(principal: string): () => void {
    const held = this.#open.get(principal) ?? 0;
    if (held >= maxOfOne || this.#total >= maxOfAll) throw new ApiError("STREAM_LIMIT");
    this.#open.set(principal, held + 1);
    this.#total += 1;
    return () => this.#release(principal);
  }

  #release(principal: string): void {
    const held = this.#open.get(principal) ?? 0;
    if (held <= 1) this.#open.delete(principal);
    else this.#open.set(principal, held - 1);
    this.#total -= 1;
  }
}
