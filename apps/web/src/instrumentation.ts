import { readHandle } from "./server/handle.ts";
import { internalHeaders } from "./server/internal-headers.ts";

interface FailedRequest {
  headers: Record<string, string | string[] | undefined>;
}

/** Next calls it for every error of a page on the server; it goes into the process's own log. */
export function onRequestError(
  error: unknown,
  request: FailedRequest,
  { routePath }: { routePath: string },
): void {
  const requestId = request.headers[internalHeaders.requestId];
  readHandle().reportPageError(error, {
    requestId: typeof requestId === "string" ? requestId : "",
    routePath,
  });
}
