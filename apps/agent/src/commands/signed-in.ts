import { type HomeportClient, readError } from "@homeport/client";
import { askConsole, openConsole } from "../console/console.ts";
import { AgentError } from "../errors.ts";
import { type CommandContext, chooseWebUrl, findToken } from "./context.ts";

export interface ConsoleOptions {
  readonly url?: string;
  readonly org?: string;
}

/** The console as the signed-in person reaches it. */
export interface SignedIn {
  readonly webUrl: string;
  /** For the plain routes beside the typed ones. */
  readonly token: string;
  /** Runs a call; its failures are the command's own, see `askConsole`. */
  ask<T>(call: (console: HomeportClient) => Promise<T>): Promise<T>;
  /** The same of something that may not be there, or not any more: null then. */
  find<T>(call: (console: HomeportClient) => Promise<T>): Promise<T | null>;
}

/** Throws `NOT_SIGNED_IN` where nobody is. */
export async function signedIn(ctx: CommandContext, options: ConsoleOptions): Promise<SignedIn> {
  const webUrl = await chooseWebUrl(ctx, options.url);
  const token = await findToken(ctx, webUrl);
  if (token === null) throw new AgentError("NOT_SIGNED_IN");
  const console = openConsole(webUrl, token, options.org);
  return {
    webUrl,
    token,
    ask: (call) => askConsole(webUrl, () => call(console)),
    find: (call) =>
      askConsole(webUrl, async () => {
        try {
          return await call(console);
        } catch (error) {
          if (readError(error).httpStatus === 404) return null;
          throw error;
        }
      }),
  };
}
