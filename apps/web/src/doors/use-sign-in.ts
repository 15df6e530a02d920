"use client";

import { useState } from "react";
import { type Failure, readFailure } from "../data/failure.ts";
import { authEndpoints } from "../paths.ts";
import { type AuthOutcome, callAuth } from "./auth-client.ts";
import { showPasskey } from "./passkey.ts";
import { signWithWallet } from "./wallet.ts";

export type Way = "password" | "passkey" | "wallet";

/** What the sign-in handler answers to a first factor that was right. */
interface Answer {
  /** The sign-in goes on with the second factor. */
  twoFactorRedirect?: boolean;
}

/**
 * The first factor of a sign-in. What was typed stays when it is refused; after success the whole page is loaded anew,
 * so that nothing of the time before signing in is left in memory.
 */
export function useSignIn(next: string, onSecondFactor: () => void) {
  const [busy, setBusy] = useState<Way | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function run(way: Way, call: () => Promise<AuthOutcome<Answer>>) {
    setBusy(way);
    setFailure(null);
    const outcome = await settle(call);
    if (outcome.ok && outcome.body.twoFactorRedirect !== true) {
      window.location.assign(next);
      return;
    }
    setBusy(null);
    if (outcome.ok) {
      onSecondFactor();
    } else {
      setFailure(outcome.failure);
    }
  }

  return {
    busy,
    failure,
    withPassword: (body: { email: string; password: string }) =>
      run("password", () => callAuth(authEndpoints.signIn, body)),
    withPasskey: () =>
      run("passkey", async () => {
        const options = await callAuth<Parameters<typeof showPasskey>[0]>(
          authEndpoints.passkeyOptions,
        );
        if (!options.ok) {
          return options;
        }
        const response = await showPasskey(options.body);
        return await callAuth(authEndpoints.passkey, { response });
      }),
    withWallet: () =>
      run("wallet", async () => callAuth(authEndpoints.wallet, { ...(await signWithWallet()) })),
  };
}

/** What the browser itself refuses is thrown; a person is told of it like of any refusal. */
async function settle(call: () => Promise<AuthOutcome<Answer>>): Promise<AuthOutcome<Answer>> {
  try {
    return await call();
  } catch (error) {
    return { ok: false, failure: readFailure(error) };
  }
}
