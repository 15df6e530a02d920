import type { Db } from "@homeport/db";
import { z } from "zod";
import { errorResponse } from "../answer.ts";
import type { Peer } from "../auth.ts";
import { AuthError } from "../errors.ts";
import type { AuthEvents } from "../events.ts";
import { noteSignIn } from "./note-sign-in.ts";
import type { Tries } from "./tries.ts";

export interface SignInDeps {
  readonly db: Db;
  readonly tries: Tries;
  readonly events: AuthEvents;
}

const bodySchema = z.object({ email: z.string().max(254), password: z.string() });

const answerSchema = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
});

const pendingSchema = z.object({ twoFactorRedirect: z.literal(true) });

/**
 * A sign-in by password around better-auth's own route: limited by address and account, audited either way, and
 * without the raw session token in its answer. A known and an unknown e-mail take the same way and time.
 */
export function createSignIn(deps: SignInDeps) {
  return async function signIn(
    request: Request,
    peer: Peer,
    attempt: (request: Request) => Promise<Response>,
  ): Promise<Response> {
    const body = bodySchema.safeParse(await readJson(request.clone()));
    if (!body.success) {
      return errorResponse(new AuthError("INVALID_EMAIL_OR_PASSWORD"), peer.requestId);
    }
    const answer = await deps.tries.run(
      { ...peer, actor: { kind: "anonymous" } },
      {
        method: "password",
        account: { kind: "email", email: body.data.email },
        wrong: "INVALID_EMAIL_OR_PASSWORD",
      },
      async () => {
        const value = await attempt(request);
        return { right: value.status !== 401, value };
      },
    );
    return answer.ok ? await afterFirstFactor(deps, peer, answer, "password") : answer;
  };
}

/**
 * The answer to a first factor that was right: who is signed in, or that the second factor is still wanted. It holds
 * no session token.
 */
export async function afterFirstFactor(
  deps: Pick<SignInDeps, "db" | "events">,
  peer: Peer,
  answer: Response,
  method: "password" | "wallet",
): Promise<Response> {
  const body: unknown = await answer.json();
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  if (pendingSchema.safeParse(body).success) {
    deps.events.signIn(method, "second-factor");
    const pending = { twoFactorRedirect: true, twoFactorMethods: ["totp", "backup-code"] };
    return Response.json(pending, { status: 200, headers });
  }
  const { user } = answerSchema.parse(body);
  await noteSignIn(deps, peer, user, method);
  return Response.json({ user }, { status: 200, headers });
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return null;
  }
}
