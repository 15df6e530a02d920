"use client";

import { useState } from "react";
import { Button } from "../design/button.tsx";
import { SignOutFailed, useSignOut } from "../shell/sign-out.tsx";

export function SignOutButton() {
  const [failed, setFailed] = useState<string | null>(null);
  const { busy, signOut } = useSignOut(setFailed);
  return (
    <>
      <Button size="sm" busy={busy} onClick={() => void signOut()}>
        Sign out
      </Button>
      <SignOutFailed
        reason={failed}
        busy={busy}
        onRetry={() => void signOut()}
        onClose={() => setFailed(null)}
      />
    </>
  );
}
