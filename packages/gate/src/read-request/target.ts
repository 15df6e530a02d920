/** A request target, split without decoding anything. */
export interface Target {
  /** Up to the first `?`. */
  readonly path: string;
  /** From the first `?` on, that included; empty without one. */
  readonly query: string;
  /** The authority of an absolute target; null for the usual form. */
  readonly authority: string | null;
}

/** Splits a raw target in origin form or absolute form; null for anything else. */
export function splitTarget(raw: string): Target | null {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/is.exec(raw);
  const authority = absolute?.[1] ?? null;
  const rest = absolute === null ? raw : (absolute[2] ?? "");
  const local = authority !== null && !rest.startsWith("/") ? `/${rest}` : rest;
  if (!local.startsWith("/")) return null;
  const at = local.indexOf("?");
  return {
    path: at < 0 ? local : local.slice(0, at),
    query: at < 0 ? "" : local.slice(at),
    authority,
  };
}
