import type { SessionKind } from "@homeport/auth";
import { describeUserAgent } from "@homeport/auth/user-agent";

/** What a session is, in one word. */
export const sessionKinds: Record<SessionKind, string> = {
  browser: "Browser",
  device: "Paired device",
  cli: "Command line",
};

/** What a person calls a session: the label it was given, else what its program says of itself. */
export function titleOfSession(session: {
  kind: SessionKind;
  label: string | null;
  userAgent: string | null;
}): string {
  return session.label ?? describeUserAgent(session.userAgent) ?? sessionKinds[session.kind];
}
