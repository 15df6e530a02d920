import { PlatformError } from "@homeport/platform";
import type { Peer } from "../auth.ts";
import { AuthError } from "../errors.ts";
import { type AskResetDeps, askReset, askResetInput } from "./ask-reset.ts";
import { type ResetPasswordDeps, resetPassword, resetPasswordInput } from "./reset-password.ts";

/** `POST /password/forgot` and `/password/reset`, for people who are not signed in. */
export async function answerReset(
  deps: AskResetDeps & ResetPasswordDeps,
  request: Request,
  peer: Peer,
  route: "/password/forgot" | "/password/reset",
): Promise<Response> {
  const ctx = { ...peer, actor: { kind: "anonymous" } } as const;
  const body = await readJson(request);
  if (route === "/password/forgot") {
    const input = askResetInput.safeParse(body);
    if (!input.success) throw new PlatformError("INPUT_INVALID");
    await askReset(deps, ctx, input.data);
  } else {
    const input = resetPasswordInput.safeParse(body);
    if (!input.success) throw new AuthError("PASSWORD_INVALID");
    await resetPassword(deps, ctx, input.data);
  }
  return Response.json({ success: true }, { headers: { "Cache-Control": "no-store" } });
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return null;
  }
}
