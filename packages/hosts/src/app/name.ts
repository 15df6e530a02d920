import { HostsError } from "../errors.ts";

/** A host carries so many apps at most. */
export const maxAppsOfHost = 100;

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** An app's name, trimmed and lower-cased: it is also the label of its first address. Throws APP_NAME_INVALID. */
export function readAppName(text: string): string {
  const name = text.trim().toLowerCase();
  if (!label.test(name) || name.startsWith("xn--")) throw new HostsError("APP_NAME_INVALID");
  return name;
}
