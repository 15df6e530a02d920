import type { AppEntry, Page, PageWatch, WatchedText } from "@homeport/gate";
import { explainOperationError, operationErrors } from "@homeport/hosts";
import type { NotReady } from "../wake/not-ready.ts";

/** Who waits, and for what. */
export interface WaitingFor {
  readonly error: NotReady;
  readonly app: Pick<AppEntry, "title">;
  /** Where its log is, for those who operate it; else null. */
  readonly consoleUrl: string | null;
}

/** What people see while an app is on its way, and why it is not; it turns into the app by itself. */
export function waitingPage({ error, app, consoleUrl }: WaitingFor, requestId: string): Page {
  const says = saidOf(app.title);
  const state = stateOf(error);
  const { title, sentence } =
    says[state] ?? said(app.title, error.publicMessage, error.code, false);
  return {
    ...{ status: error.status, title, sentence, code: error.code, requestId },
    ...(error.app?.icon == null ? {} : { icon: error.app.icon }),
    watch: { state, sinceMs: sinceOf(error, state), says },
    action: { label: "Try again", href: "" },
    ...(consoleUrl === null
      ? {}
      : { more: { label: "See its log in the console", href: consoleUrl } }),
  };
}

function stateOf({ code, app }: NotReady): string {
  switch (code) {
    case "APP_FAILED":
      return app?.code == null ? "failed" : `failed ${app.code}`;
    case "APP_STOPPED":
      return "stopped";
    case "APP_REMOVING":
      return "uninstalling";
    case "APP_INSTALLING":
      return app?.status === "queued" ? "queued" : "installing";
    default:
      return app !== null && underWay.has(app.status) ? app.status : "starting";
  }
}

const underWay: ReadonlySet<string> = new Set(["queued", "installing", "starting", "stopping"]);

/** What was so before it was asked for says nothing of how long that takes. */
function sinceOf({ app }: NotReady, state: string): number {
  return app !== null && state.startsWith(app.status) ? app.sinceMs : 0;
}

function said(title: string, sentence: string, code: string, busy: boolean): WatchedText {
  return { title, sentence, code, busy };
}

/** By status; `failed` also with the reason behind it. */
function saidOf(app: string): PageWatch["says"] {
  const failed = (reason: string) => said(`${app} did not start`, reason, "APP_FAILED", false);
  const reasons = Object.keys(operationErrors).map(
    (code) => [`failed ${code}`, failed(explainOperationError(code))] as const,
  );
  return {
    queued: said(
      `Installing ${app}`,
      "Its machine has been asked to install it. This page opens it when it is there.",
      "APP_INSTALLING",
      true,
    ),
    installing: said(
      `Installing ${app}`,
      "Its machine is setting it up. The first time this may take some minutes; this page opens it when it is there.",
      "APP_INSTALLING",
      true,
    ),
    starting: said(
      `Starting ${app}`,
      "It was resting and is waking up. This page opens it in a moment.",
      "APP_STARTING",
      true,
    ),
    stopping: said(
      `Starting ${app}`,
      "It is just going to rest, and starts again right after. This page opens it in a moment.",
      "APP_STARTING",
      true,
    ),
    stopped: said(
      `${app} is stopped`,
      "It does not run now. If trying again does not start it, whoever operates it can.",
      "APP_STOPPED",
      false,
    ),
    uninstalling: said(
      `${app} is being removed`,
      "Soon there will be nothing at this address.",
      "APP_REMOVING",
      false,
    ),
    offline: said(
      `${app} is offline`,
      "The machine that runs it is not connected. This page opens it when it is back.",
      "HOST_OFFLINE",
      false,
    ),
    failed: failed("Its host could not start it."),
    ...Object.fromEntries(reasons),
  };
}
