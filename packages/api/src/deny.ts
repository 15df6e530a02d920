import type { AuditAct } from "@homeport/db";
import type { RequestContext } from "@homeport/platform";
import type { ApiContext } from "./context/request.ts";
import { ApiError } from "./errors.ts";

/** What somebody wanted to call. */
export interface Asked {
  readonly type: string;
  readonly path: string;
  /** What it was to be done with, as it came. */
  readonly getRawInput: () => Promise<unknown>;
}

/** What the record says of a refusal, but for who it was; null: nothing. */
export type RecordDenial = (
  asked: Asked,
) => Promise<Pick<AuditAct, "action" | "target" | "detail"> | null>;

/** A change that was tried leaves a row, and a look none: pages ask for what they may turn out not to show. */
const recordChange: RecordDenial = async ({ type, path }) =>
  type === "mutation" ? { action: "access.denied", target: { kind: "procedure", id: path } } : null;

export interface DenyOptions {
  readonly record?: RecordDenial | undefined;
  readonly publicMessage?: string;
}

/**
 * Throws NOT_PERMITTED for somebody who is known and lacks `word`. What the record says of it stands although nothing else
 * was written.
 */
export async function deny(
  ctx: ApiContext,
  acting: RequestContext,
  asked: Asked,
  word: string,
  { record = recordChange, publicMessage }: DenyOptions = {},
): Promise<never> {
  const errorCode = "NOT_PERMITTED";
  const row = await record(asked);
  if (row !== null) {
    const detail = { ...row.detail, permission: word };
    await ctx.deps.db.audit(acting, { ...row, ...{ outcome: "denied", errorCode, detail } });
  }
  throw new ApiError(errorCode, publicMessage === undefined ? {} : { publicMessage });
}
