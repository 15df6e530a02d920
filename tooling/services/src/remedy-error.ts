/**
 * A failure that a person can end: `message` says what is wrong, `remedy` what to do about it.
 * Commands print both and exit 1; nothing in here is ever shown with a stack.
 */
export class RemedyError extends Error {
  readonly remedy: string;

  constructor(problem: string, remedy: string, options?: { cause?: unknown }) {
    super(problem, options);
    this.name = "RemedyError";
    this.remedy = remedy;
  }
}
