import type { SessionKind } from "@homeport/auth";

/** What a session is, in one word. */
export const sessionKinds: Record<SessionKind, string> = {
  browser: "Browser",
  device: "Paired device",
  cli: "Command line",
};

const browsers = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
] as const;

const systems = [
  [/\bAndroid\b/, "Android"],
  [/\b(?:iPhone|iPad)\b/, "iOS"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
] as const;

/** "Firefox on Linux" of a User-Agent; what cannot be told is left out. It is a hint, never a proof. */
export function describeUserAgent(userAgent: string | null): string | null {
  if (userAgent === null) {
    return null;
  }
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (browser === undefined) {
    return system ?? null;
  }
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** What a person calls a session: the label it was given, else what its program says of itself. */
export function titleOfSession(session: {
  kind: SessionKind;
  label: string | null;
  userAgent: string | null;
}): string {
  return session.label ?? describeUserAgent(session.userAgent) ?? sessionKinds[session.kind];
}
