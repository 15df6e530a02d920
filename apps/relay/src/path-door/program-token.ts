import { keyInAuthorization } from "@homeport/gate";
import { RelayError } from "../errors.ts";
import { type Fields, keepFields, valuesOf } from "../transport/fields.ts";

export interface ProgramToken {
  /** As it came; null when none did. */
  readonly token: string | null;
  /** A one-time ticket in a token's place; null when none came. */
  readonly ticket: string | null;
  /** The request's fields without the token, and without cookies. */
  readonly rawHeaders: Fields;
}

/**
 * Takes the credential out of a program's request: `X-Homeport-Key`, or else a bearer token in `Authorization`, or an
 * API key in either form that it takes there. A program that sends the first keeps the second for the app, but for a
 * key, which no app ever gets. Cookies take no part here and go no further, since all apps share this origin. Throws
 * BAD_REQUEST when a credential is sent twice.
 */
export function takeToken(rawHeaders: Fields): ProgramToken {
  const [ticket = null, ...tickets] = valuesOf(rawHeaders, ticketField);
  const keys = valuesOf(rawHeaders, "x-homeport-key");
  const authorizations = valuesOf(rawHeaders, "authorization");
  if (keys.length > 1 || authorizations.length > 1 || tickets.length > 0) {
    throw new RelayError("BAD_REQUEST", { detail: "a credential is repeated" });
  }
  const [key] = keys;
  const inAuthorization = keyInAuthorization(authorizations[0] ?? "");
  if (key !== undefined) {
    if (inAuthorization !== null) throw new RelayError("BAD_REQUEST", { detail: "two keys" });
    return { token: key, ticket, rawHeaders: without(rawHeaders, "x-homeport-key") };
  }
  const bearer = inAuthorization ?? /^bearer +(\S+)\s*$/i.exec(authorizations[0] ?? "")?.[1];
  if (bearer === undefined) return { token: null, ticket, rawHeaders: without(rawHeaders, null) };
  return { token: bearer, ticket, rawHeaders: without(rawHeaders, "authorization") };
}

function without(rawHeaders: Fields, credential: string | null): Fields {
  const taken = new Set(["cookie", ticketField, credential]);
  return keepFields(rawHeaders, (name) => !taken.has(name));
}

/** By which web names a person whom it acts for. */
const ticketField = "x-homeport-ticket";
