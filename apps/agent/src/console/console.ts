import { createHomeportClient, type HomeportClient, readError } from "@homeport/client";
import { AgentError } from "../errors.ts";

/** The typed client of a console; `token` is a signed session token, or null for a stranger. */
export function openConsole(
  webUrl: string,
  token: string | null,
  organization?: string,
): HomeportClient {
  return createHomeportClient({
    baseUrl: webUrl,
    ...(token === null ? {} : { token }),
    ...(organization === undefined ? {} : { organization }),
  });
}

/**
 * Runs a call to the console and turns its failures into the command's own: no answer is
 * `CONSOLE_UNREACHABLE`, a missing sign-in `NOT_SIGNED_IN`, anything else `CONSOLE_REFUSED` with
 * the console's sentence.
 */
export async function askConsole<T>(webUrl: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const failure = readError(cause);
    if (failure.appCode === "UNREACHABLE") {
      throw new AgentError("CONSOLE_UNREACHABLE", { detail: webUrl, cause });
    }
    if (failure.appCode === "SIGN_IN_REQUIRED") throw new AgentError("NOT_SIGNED_IN", { cause });
    throw new AgentError("CONSOLE_REFUSED", {
      detail: `${failure.appCode}: ${failure.message}`,
      cause,
    });
  }
}
