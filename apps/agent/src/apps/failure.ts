/** Why an app is not as it is wanted, in the words that the console explains. */
export type AppFailureCode =
  | "START_TIMEOUT"
  | "EXITED"
  | "COMPOSE_FAILED"
  | "COMPOSE_REFUSED"
  | "NO_DOCKER"
  | "LOW_DISK"
  | "PULL_FAILED"
  | "PORT_TAKEN"
  | "BAD_MANIFEST"
  | "NOT_STARTED"
  | "NOT_STOPPED"
  | "DATA_LEFT";

/** What a report may say beside its code. */
const maxDetailChars = 2_000;

/** An act on an app that did not succeed; what was begun of it is done again when it is asked for again. */
export class AppFailure extends Error {
  readonly code: AppFailureCode;
  readonly detail: string | null;

  constructor(code: AppFailureCode, detail: string | null = null, options?: ErrorOptions) {
    super(detail === null ? code : `${code}: ${detail}`, options);
    this.name = "AppFailure";
    this.code = code;
    this.detail = detail === null ? null : detail.slice(-maxDetailChars);
  }
}
