import { readKeySession } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import { type OperatorKey, readOperatorKey } from "../operator/read-operator.ts";
import { operatorRealm } from "./deps.ts";
import { operatorCookie } from "./operator-cookie.ts";

/**
 * The operator whose key this request is signed in by, with what it may do now. Session and operator are read from Postgres
 * for each request, so that neither outlives its end by one; null without a cookie, and for one that is no good any
 * more.
 */
export async function readKeyCaller(
  deps: { readonly db: Pick<Db, "orm" | "sql">; readonly webUrl: URL },
  headers: Headers,
): Promise<OperatorKey | null> {
  const token = operatorCookie(deps.webUrl).read(headers);
  if (token === null) return null;
  const session = await readKeySession(deps.db.sql, { realm: operatorRealm, token });
  return session === null ? null : await readOperatorKey(deps.db.orm, session.principal);
}
