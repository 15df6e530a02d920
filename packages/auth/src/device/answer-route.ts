import { PlatformError } from "@homeport/platform";
import type { Peer } from "../auth.ts";
import type { AuthContext } from "../context.ts";
import { actorOf } from "../session/actor.ts";
import type { Session } from "../session/session.ts";
import { answerCodeInput, approveCode, denyCode } from "./answer-code.ts";

export interface AnswerRouteDeps extends Pick<AuthContext, "db"> {
  /** From Postgres, whatever the cookie cache says. */
  readonly readFresh: (headers: Headers) => Promise<Session | null>;
}

/** `POST /device/approve` and `/device/deny`, in place of better-auth's, which ask for no recent sign-in. */
export async function answerDevice(
  deps: AnswerRouteDeps,
  request: Request,
  peer: Peer,
  route: "/device/approve" | "/device/deny",
): Promise<Response> {
  const actor = actorOf(await deps.readFresh(request.headers));
  const input = answerCodeInput.safeParse(await readJson(request));
  if (!input.success) throw new PlatformError("INPUT_INVALID");
  const ctx = { ...peer, actor, db: deps.db };
  await (route === "/device/approve" ? approveCode : denyCode)(ctx, input.data);
  return Response.json({ success: true }, { headers: { "Cache-Control": "no-store" } });
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return null;
  }
}
