import type { TRPCError } from "@trpc/server";
import type { ApiDeps } from "./context/deps.ts";
import { describeError } from "./error-map.ts";

export interface ApiFailure {
  readonly error: TRPCError;
  readonly path: string | null;
  readonly type: string;
  readonly requestId: string;
}

/** Records a refused or failed call; only what is our own fault is an error, with its cause. */
export function reportFailure(deps: Pick<ApiDeps, "log">, failure: ApiFailure): void {
  const { path, type, requestId, error } = failure;
  const code = describeError(error, requestId).data.appCode;
  const fields = { event: "api.refused", path, type, requestId, code };
  if (error.code === "INTERNAL_SERVER_ERROR") {
    deps.log.error({ ...fields, event: "api.failed", err: error.cause ?? error }, "api.failed");
  } else {
    deps.log.debug(fields, "api.refused");
  }
}
