import { constantTimeEqual } from "@homeport/platform";

/** The current secret, and the one before it while callers are changed over. */
export interface ReloadSecrets {
  readonly current: string;
  readonly previous: string | null;
}

/** `none` is judged before the configuration is looked at: a stranger does not learn whether there is a secret. */
export type Credential = "none" | "unset" | "wrong" | "right";

/**
 * Judges what came with a request. `Authorization` counts alone where it is there; only without it does a signature, and none is known
 * here yet, so that it is a credential and a wrong one. Never falls through from one to the next.
 */
export function judgeCredential(headers: Headers, secrets: ReloadSecrets | null): Credential {
  const authorization = headers.get("authorization");
  if (authorization === null) {
    const signature = headers.get("webhook-signature") ?? headers.get("x-hub-signature-256");
    if (signature === null || signature === "") return "none";
    return secrets === null ? "unset" : "wrong";
  }
  const token = /^bearer +(\S.*)$/i.exec(authorization)?.[1];
  if (token === undefined) return "none";
  if (secrets === null) return "unset";
  const isCurrent = constantTimeEqual(token, secrets.current);
  // Both are always compared: the time tells nobody which of them was meant.
  const isPrevious = constantTimeEqual(token, secrets.previous ?? secrets.current);
  return isCurrent || isPrevious ? "right" : "wrong";
}
