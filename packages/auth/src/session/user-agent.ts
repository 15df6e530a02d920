/** What a session's device looks like; a hint for its owner, never a proof. */
export type DeviceIcon = "unknown" | "phone" | "tablet" | "notebook" | "desktop";

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

/** Android says "Mobile" on phones alone. Programs do not tell a notebook from a desktop, but for Chromebooks. */
const icons = [
  [/\biPad\b|\bAndroid\b(?!.*\bMobile\b)|\bTablet\b/, "tablet"],
  [/\biPhone\b|\bMobile\b/, "phone"],
  [/\bCrOS\b/, "notebook"],
  [/\bMacintosh\b|\bWindows\b|\bLinux\b/, "desktop"],
] as const satisfies readonly (readonly [RegExp, DeviceIcon])[];

/** "Firefox on Linux" of a User-Agent; what cannot be told is left out, and null is nothing at all. */
export function describeUserAgent(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (browser === undefined) return system ?? null;
  return system === undefined ? browser : `${browser} on ${system}`;
}

export function iconOfUserAgent(userAgent: string | null): DeviceIcon {
  if (userAgent === null) return "unknown";
  return icons.find(([pattern]) => pattern.test(userAgent))?.[1] ?? "unknown";
}
