import { DbError } from "@homeport/db";
import {
  errorBody,
  type HomeportError,
  isHomeportError,
  PlatformError,
  retryAfterSeconds,
} from "@homeport/platform";
import { z } from "zod";
import { AuthError } from "./errors.ts";
import type { AuthRoute } from "./routes.ts";

/** An error in the one shape of plain routes; it sets and clears no cookie. */
export function errorResponse(error: HomeportError, requestId: string): Response {
  const headers = new Headers({ "Cache-Control": "no-store" });
  const seconds = retryAfterSeconds(error);
  if (seconds !== null) headers.set("Retry-After", String(seconds));
  return Response.json(errorBody(error, requestId), { status: error.status, headers });
}

const refusalSchema = z.object({ code: z.string(), message: z.string() });

/**
 * What leaves of better-auth's answer. A failure of ours behind it, such as a store that is away, is told as what
 * it is; its own refusals come in our shape, but for the device routes, whose errors RFC 8628 fixes.
 */
export async function finishAnswer(
  answer: Response,
  failure: unknown,
  route: AuthRoute,
  requestId: string,
): Promise<Response> {
  if (answer.status < 400) return withoutToken(answer);
  if (isHomeportError(failure)) return errorResponse(failure, requestId);
  if (answer.status >= 500) {
    return errorResponse(new PlatformError("INTERNAL", { cause: failure }), requestId);
  }
  if (route.startsWith("/device")) return answer;
  const refusal = refusalSchema.safeParse(await readJson(answer));
  if (
    refusal.data?.code === "INVALID_EMAIL_OR_PASSWORD" ||
    refusal.data?.code === "INVALID_EMAIL"
  ) {
    return errorResponse(new AuthError("INVALID_EMAIL_OR_PASSWORD"), requestId);
  }
  if (answer.status === 403) return errorResponse(new PlatformError("FORBIDDEN"), requestId);
  return errorResponse(new PlatformError("INPUT_INVALID"), requestId);
}

/** The cookie alone holds a session: better-auth would also tell scripts its token in a header. Nothing is kept. */
function withoutToken(answer: Response): Response {
  const headers = new Headers(answer.headers);
  headers.set("Cache-Control", "no-store");
  headers.delete("set-auth-token");
  headers.delete("access-control-expose-headers");
  return new Response(answer.body, { status: answer.status, headers });
}

/** An error that better-auth swallowed, or the way it says that its store failed. */
export function storeFailure(failure: unknown): Error {
  if (isHomeportError(failure)) return failure;
  return new DbError("STORE_DOWN", { cause: failure });
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}
