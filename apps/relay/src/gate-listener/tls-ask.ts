import type { GateSnapshot } from "@homeport/gate";

export interface TlsQuestion {
  /** Whether a snapshot stands. */
  readonly ready: boolean;
  readonly snapshot: Pick<GateSnapshot, "byHostname">;
  readonly baseHost: string;
  /** The values of `domain`. */
  readonly domains: readonly string[];
}

export type AskResult = "known" | "unknown" | "malformed" | "unsynced";

/**
 * Whether a certificate for a name is worth getting: it is an app's label address or verified hostname, letter for letter,
 * or the apps host itself, at which agents dial in. Any other name under the apps host is unknown: whoever makes names up
 * would use up the certificates that an authority gives a domain. Pure.
 */
export function answerTlsAsk(question: TlsQuestion): AskResult {
  const [domain, second] = question.domains;
  if (domain === undefined || second !== undefined) return "malformed";
  if (!question.ready) return "unsynced";
  const hostname = domain.toLowerCase();
  if (hostname === question.baseHost) return "known";
  return question.snapshot.byHostname.has(hostname) ? "known" : "unknown";
}
