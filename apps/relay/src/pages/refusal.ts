import { AdmissionRefused, type Page, type RenderedPage, renderPage } from "@homeport/gate";
import { explainOffline, type OfflineReason } from "@homeport/hosts";
import { errorBody, type HomeportError, retryAfterSeconds } from "@homeport/platform";
import { RelayError } from "../errors.ts";
import type { Fields } from "../transport/fields.ts";
import { NotReady, readinessNumbers } from "../wake/not-ready.ts";
import type { TrpcCall } from "./trpc-call.ts";
import { type TrpcTransformer, trpcBody } from "./trpc-refusal.ts";
import { type WaitingFor, waitingPage } from "./waiting-page.ts";

/** Why a host is not there, as far as this relay knows. */
export interface Offline {
  readonly reason: OfflineReason;
  /** When a relay last heard of the host; null when it never connected or nobody can tell. */
  readonly lastSeenAt: Date | null;
}

export interface Refusal {
  readonly error: HomeportError;
  readonly offline?: Offline | undefined;
  /** The app that it is about, where its visitor may pass to it. */
  readonly app?: WaitingFor["app"] | undefined;
  readonly consoleUrl?: string | null;
}

/** A complete answer of the relay's own. */
export interface OwnAnswer {
  readonly status: number;
  readonly headers: Fields;
  readonly body: string;
}

/** Who reads an error. */
export interface Reader {
  readonly page: boolean;
  readonly requestId: string;
  /** A typed client of the app, which reads errors in its own shape only. */
  readonly trpc?: { readonly call: TrpcCall; readonly transformer: TrpcTransformer } | undefined;
}

/** An error as a page for people or as JSON for programs; either names code, reason and request. */
export function renderRefusal(refusal: Refusal, to: Reader): OwnAnswer {
  const { error } = refusal;
  const shown = to.page ? renderPage(pageOf(refusal, to.requestId)) : jsonOf(refusal, to);
  const seconds = retryAfterSeconds(error);
  const headers = [...shown.headers, "X-Homeport-Error", error.code, "X-Request-Id", to.requestId];
  const number = numberOf(error);
  if (number !== undefined) headers.push("X-Homeport-Gate", String(number));
  if (seconds !== null) headers.push("Retry-After", String(seconds));
  return { status: error.status, headers, body: shown.body };
}

/** By what dashboards and proxies tell an answer of the gate, and of what stands behind it, from an app's. */
function numberOf(error: HomeportError): number | undefined {
  if (error instanceof AdmissionRefused) return error.number;
  return error instanceof RelayError ? readinessNumbers[error.code] : undefined;
}

function jsonOf(refusal: Refusal, { requestId, trpc }: Reader): RenderedPage {
  const { error, offline } = refusal;
  const body = errorBody(error, requestId);
  const message = offline ? explainOffline(offline.reason).sentence : body.error.message;
  const reason = offline
    ? { reason: offline.reason, lastSeenAt: offline.lastSeenAt?.toISOString() ?? null }
    : {};
  const told =
    trpc === undefined
      ? JSON.stringify({ error: { ...body.error, ...reason, message } })
      : trpcBody(refusal, message, { ...trpc, requestId });
  return {
    status: error.status,
    headers: ["Content-Type", "application/json; charset=utf-8", "Cache-Control", "no-store"],
    body: `${told}\n`,
  };
}

function pageOf(refusal: Refusal, requestId: string): Page {
  const { error, offline, app, consoleUrl = null } = refusal;
  if (error instanceof NotReady && app !== undefined) {
    return waitingPage({ error, app, consoleUrl }, requestId);
  }
  const explained = offline ? explainOffline(offline.reason) : null;
  const facts = offline
    ? [
        { label: "Reason", value: offline.reason },
        { label: "Last seen", value: lastSeen(offline.lastSeenAt) },
      ]
    : [];
  return {
    status: error.status,
    title: titles[error.code] ?? "This did not work",
    sentence: explained?.sentence ?? error.publicMessage,
    ...(explained ? { nextStep: explained.nextStep } : {}),
    code: error.code,
    requestId,
    facts,
    ...(error.status >= 500 ? { action: { label: "Try again", href: "" } } : {}),
  };
}

const titles: Record<string, string> = {
  HOST_OFFLINE: "This machine is offline",
  DRAINING: "Back in a moment",
  DIRECTORY_UNAVAILABLE: "Back in a moment",
  PEER_UNREACHABLE: "Back in a moment",
  MAINTENANCE: "Under maintenance",
  OVER_CAPACITY: "Too busy right now",
  RATE_LIMITED: "Too many requests",
  NOT_FOUND: "Nothing here",
  BROWSER_REFUSED: "This address is for programs",
  TUNNEL_LOST: "The connection was lost",
  TARGET_REFUSED: "The app is not running",
  TARGET_UNREACHABLE: "The app cannot be reached",
  TARGET_RESET: "The app hung up",
  TARGET_NOT_ALLOWED: "The machine does not allow this",
  TARGET_ANSWER_INVALID: "The app answered with garbage",
  TARGET_TIMEOUT: "The app does not answer",
  ANSWER_TIMEOUT: "The app takes too long",
};

/** UTC to the second: the page is the same for everyone who reads it. */
function lastSeen(at: Date | null): string {
  return at === null ? "never" : `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
