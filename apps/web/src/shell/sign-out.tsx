"use client";

import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { callAuth } from "../doors/auth-client.ts";
import { authEndpoints, paths } from "../paths.ts";

/**
 * Signs out, and leaves only when the server has said that the session is gone: when it could not, the person is
 * still signed in and is told so.
 */
export function useSignOut(onFailed: (code: string) => void) {
  const [busy, setBusy] = useState(false);
  async function signOut() {
    setBusy(true);
    const outcome = await callAuth(authEndpoints.signOut, {});
    if (outcome.ok) {
      window.location.assign(paths.signIn());
      return;
    }
    setBusy(false);
    onFailed(outcome.failure.code);
  }
  return { busy, signOut };
}

export interface SignOutFailedProps {
  /** The code of the refusal; null while there is nothing to say. */
  reason: string | null;
  busy: boolean;
  onRetry: () => void;
  onClose: () => void;
}

export function SignOutFailed({ reason, busy, onRetry, onClose }: SignOutFailedProps) {
  return (
    <Dialog
      open={reason !== null}
      onOpenChange={(open) => !open && onClose()}
      title="You are still signed in. Try again."
      note="Homeport could not confirm that your session was ended, so it was kept."
    >
      <p role="alert" className="font-mono text-ink-3 text-xs">
        {reason}
      </p>
      <Actions>
        <Button onClick={onClose}>Stay signed in</Button>
        <Button look="primary" busy={busy} onClick={onRetry}>
          Try again
        </Button>
      </Actions>
    </Dialog>
  );
}
