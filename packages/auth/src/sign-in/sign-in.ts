import type { Db } from "@homeport/db";
import { sha256 } from "@homeport/platform";
import { z } from "zod";
import { errorResponse } from "../answer.ts";
import type { Peer } from "../auth.ts";
import { AuthError } from "../errors.ts";
import type { AuthEvents } from "../events.ts";
import type { FailureLimit } from "./failure-limit.ts";

export interface SignInDeps {
  readonly db: Db;
  readonly failures: FailureLimit;
  readonly events: AuthEvents;
}

const bodySchema = z.object({ email: z.string().max(254), password: z.string() });

const answerSchema = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
});

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
    const { email } = body.data;
    const tried = { address: peer.address, email };
    const end = beginTry(deps, tried);
    try {
      const answer = await attempt(request);
      if (answer.ok) return await signedIn(deps, peer, answer);
      if (answer.status === 401) {
        deps.failures.countFailure(tried);
        await noteFailed(deps, peer, email);
      }
      return answer;
    } finally {
      end();
    }
  };
}

function beginTry(deps: SignInDeps, tried: { address: string | null; email: string }): () => void {
  try {
    return deps.failures.begin(tried);
  } catch (error) {
    deps.events.signIn("password", "limited");
    throw error;
  }
}

async function signedIn(deps: SignInDeps, peer: Peer, answer: Response): Promise<Response> {
  deps.events.signIn("password", "success");
  const { user } = answerSchema.parse(await answer.json());
  const actor = { kind: "user", userId: user.id, sessionId: "", ...user } as const;
  const act = { action: "user.sign-in", target: { kind: "user", id: user.id } };
  await deps.db.write({ ...peer, actor }, act, () => Promise.resolve());
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  headers.delete("set-auth-token");
  headers.set("Cache-Control", "no-store");
  return Response.json({ user }, { status: 200, headers });
}

/** The e-mail is hashed: people type their password into the wrong field. */
async function noteFailed(deps: SignInDeps, peer: Peer, email: string): Promise<void> {
  deps.events.signIn("password", "failed");
  const id = sha256(email.trim().toLowerCase()).toString("hex").slice(0, 32);
  await deps.db.audit(
    { ...peer, actor: { kind: "anonymous" } },
    {
      action: "user.sign-in-failed",
      target: { kind: "email-hash", id },
      outcome: "denied",
      errorCode: "INVALID_EMAIL_OR_PASSWORD",
    },
  );
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return null;
  }
}
