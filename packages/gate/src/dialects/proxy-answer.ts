import { foldHeaderName } from "../headers/fold.ts";
import { isReservedName } from "../headers/strip-request-headers.ts";
import { headerValues, type RawHeaders } from "../read-request/raw-headers.ts";
import type { AppEntry } from "../snapshot/entry.ts";

/** A request that passed, as far as a proxy has to be told. */
export interface PassedOriginal {
  readonly app: Pick<AppEntry, "rules">;
  /** As the visitor sent it. */
  readonly sent: RawHeaders;
  /** As an app is to get it: spoofed names and Homeport's cookies gone, identity headers there. */
  readonly passed: RawHeaders;
}

const nothing: ReadonlySet<string> = new Set();

/**
 * The fields that a proxy sets on the request it carries, names and values in turn. A name that only Homeport may set is
 * there whenever it could be believed, empty where there is nothing to say: what the visitor sent under it is then
 * overwritten. `Cookie` is what is left of it; the key and the secret are emptied. Pure.
 */
export function fieldsToSet({ app, sent, passed }: PassedOriginal): string[] {
  const setHeaders = app.rules?.setHeaders ?? nothing;
  const told = new Map<string, readonly [name: string, value: string]>();
  for (const name of ["X-Homeport-Key", "X-Homeport-Gate-Secret"])
    told.set(name.toLowerCase(), [name, ""]);
  for (const name of setHeaders) told.set(name, [name, ""]);
  for (let at = 0; at + 1 < sent.length; at += 2) {
    const name = sent[at] ?? "";
    const folded = foldHeaderName(name);
    if (isReservedName(folded, setHeaders)) told.set(folded, [name, ""]);
  }
  for (let at = 0; at + 1 < passed.length; at += 2) {
    const name = passed[at] ?? "";
    const folded = foldHeaderName(name);
    if (isReservedName(folded, setHeaders)) told.set(folded, [name, passed[at + 1] ?? ""]);
  }
  const cookie = headerValues(passed, "cookie").join("; ");
  return [...told.values(), ["Cookie", cookie] as const].flat();
}
