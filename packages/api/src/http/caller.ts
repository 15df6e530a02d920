import { callTRPCProcedure } from "@trpc/server";
import { createApiContext } from "../context/create-context.ts";
import type { ApiDeps } from "../context/deps.ts";
import type { ApiRequest } from "../context/request.ts";
import { appRouter } from "../router.ts";

/**
 * Calls a query in this process, as the browser whose headers these are, for a page's first paint. Throws the
 * TRPCError that the browser would have got. Mutations are refused: a page that is being rendered changes nothing.
 */
export function createApiCaller(deps: ApiDeps) {
  return async function callApi(
    request: ApiRequest,
    path: string,
    input: unknown,
  ): Promise<unknown> {
    return await callTRPCProcedure({
      router: appRouter,
      path,
      getRawInput: async () => input,
      ctx: createApiContext(deps, request),
      type: "query",
      signal: undefined,
      batchIndex: 0,
    });
  };
}
