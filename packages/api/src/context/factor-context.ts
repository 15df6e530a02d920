import type { FactorContext } from "@homeport/auth";
import type { RequestContext } from "@homeport/platform";
import type { ApiContext } from "./request.ts";

/** What the verbs about a person's own ways of signing in are handed. */
export function factorContext(ctx: ApiContext & { acting: RequestContext }): FactorContext {
  const { db, feed, log, auth } = ctx.deps;
  return { ...ctx.acting, db, feed, log, factors: auth.factors };
}
