import { GateError } from "../errors.ts";

/** Labels that people would take for a part of Homeport itself. */
const reserved: ReadonlySet<string> = new Set([
  "www",
  "api",
  "app",
  "admin",
  "console",
  "gate",
  "relay",
  "auth",
  "login",
  "static",
  "mail",
  "homeport",
]);

/** A label as it may stand under the apps host; throws RESERVED_LABEL. */
export function readLabel(text: string): string {
  const label = text.trim().toLowerCase();
  const wellFormed = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label);
  if (!wellFormed || label.startsWith("xn--") || reserved.has(label)) {
    throw new GateError("RESERVED_LABEL");
  }
  return label;
}
