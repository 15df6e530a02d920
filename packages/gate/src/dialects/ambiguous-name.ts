import { foldHeaderName } from "../headers/fold.ts";
import { isReservedName } from "../headers/strip-request-headers.ts";
import type { RawHeaders } from "../read-request/raw-headers.ts";
import { ownFields } from "./own-fields.ts";

/**
 * Whether a field is named so that some server takes it for one which a proxy or an app believes (`X_Forwarded_Host`,
 * `X.Homeport.User`). A proxy overwrites names as they are spelled, so another spelling would pass beside Homeport's own
 * word. `setHeaders` are the folded names that the app's rules set. Pure.
 */
export function hasAmbiguousName(
  rawHeaders: RawHeaders,
  setHeaders: ReadonlySet<string> = new Set(),
): boolean {
  return rawHeaders.some((name, at) => {
    if (at % 2 === 1 || !/[_.]/.test(name)) return false;
    const folded = foldHeaderName(name);
    return ownFields.has(folded) || isReservedName(folded, setHeaders);
  });
}
