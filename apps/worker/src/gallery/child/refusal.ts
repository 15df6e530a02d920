import type { DecodeCode } from "../decoder-protocol.ts";

/** Why this photo is not decoded. */
export class Refusal extends Error {
  readonly code: DecodeCode;

  constructor(code: DecodeCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Runs a step whose failure means this. */
export async function orRefuse<T>(code: DecodeCode, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(code, error instanceof Error ? error.message : String(error));
  }
}
