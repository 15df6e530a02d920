import type { RequestContext } from "@homeport/platform";
import type { ApiContext } from "./context/request.ts";
import { ApiError } from "./errors.ts";

/** What somebody wanted to call. */
export interface Asked {
  readonly type: string;
  readonly path: string;
}

/**
 * Throws NOT_PERMITTED for somebody who is known and lacks `word`. A change that was tried leaves a row in the record,
 * which stands although nothing else was written; a look leaves none: pages ask for what they may turn out not to show.
 */
export async function deny(
  ctx: ApiContext,
  acting: RequestContext,
  { type, path }: Asked,
  word: string,
  publicMessage?: string,
): Promise<never> {
  const errorCode = "NOT_PERMITTED";
  if (type === "mutation") {
    await ctx.deps.db.audit(acting, {
      ...{ action: "access.denied", target: { kind: "procedure", id: path } },
      ...{ outcome: "denied", errorCode, detail: { permission: word } },
    });
  }
  throw new ApiError(errorCode, publicMessage === undefined ? {} : { publicMessage });
}
