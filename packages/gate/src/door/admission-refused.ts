import { type ErrorDefinition, type ErrorOptionsFor, HomeportError } from "@homeport/platform";
import { gateCodes, type RefusalCode } from "../decide/codes.ts";
import { refusalTexts } from "../pages/texts.ts";

/** The gate's refusal of a program, for doors that answer errors in their own shape. */
export class AdmissionRefused extends HomeportError<RefusalCode> {
  /** What `X-Homeport-Gate` says. */
  readonly number: number;

  constructor(code: RefusalCode, options: ErrorOptionsFor = {}) {
    super({ [code]: definitionOf(code) } as Record<RefusalCode, ErrorDefinition>, code, options);
    this.number = gateCodes[code].number;
  }
}

function definitionOf(code: RefusalCode): ErrorDefinition {
  const { status } = gateCodes[code];
  return {
    owner: status >= 500 ? "platform" : "client",
    status,
    retryable: status === 503 || status === 429,
    message: refusalTexts[code].sentence,
  };
}
