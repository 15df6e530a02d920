"use client";

import { Notice } from "../design/notice.tsx";
import { useKeySupport } from "./use-keys.ts";

/** Says why this browser can hold no device's key, where it cannot. */
export function KeySupportNotice() {
  const { data } = useKeySupport();
  if (data === undefined || data === "ready") return null;
  return (
    <Notice
      tone="warn"
      title={
        data === "insecure"
          ? "No device keys on an insecure address"
          : "This browser makes no Ed25519 keys"
      }
    >
      {data === "insecure"
        ? "Browsers make keys only over https or on localhost. Open the console there, or sign with a wallet."
        : "A newer browser does. Until then sign with a wallet: its key stays where it is, too."}
    </Notice>
  );
}
