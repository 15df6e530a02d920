import { type AppState, explainOperationError, type StartOutcome } from "@homeport/hosts";
import { type RelayCode, RelayError } from "../errors.ts";

/** Why an app that its host runs cannot answer now. */
export type NotReadyCode = "APP_STARTING" | (StartOutcome & { kind: "refuse" })["code"];

/** The numbers that `X-Homeport-Gate` carries for what stands between a visitor who may pass and the app. */
export const readinessNumbers: Partial<Record<RelayCode, number>> = {
  APP_STARTING: 300,
  APP_FAILED: 301,
  HOST_OFFLINE: 302,
  APP_STOPPED: 303,
  APP_INSTALLING: 304,
  APP_REMOVING: 305,
};

/** How an app is that does not answer yet. */
export type UnreadyApp = Pick<AppState, "status" | "code" | "icon" | "sinceMs">;

/** The answer to somebody who may pass to an app that does not run yet. */
export class NotReady extends RelayError {
  /** For a page that says it; null when nobody can tell. */
  readonly app: UnreadyApp | null;

  constructor(code: NotReadyCode, app: UnreadyApp | null, retryAfterMs?: number) {
    const reason = code === "APP_FAILED" ? reasonOf(app) : null;
    super(code, {
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(reason === null ? {} : { publicMessage: `The app did not start. ${reason}` }),
    });
    this.app = app;
  }
}

function reasonOf(app: UnreadyApp | null): string | null {
  return app?.code == null ? null : explainOperationError(app.code);
}
