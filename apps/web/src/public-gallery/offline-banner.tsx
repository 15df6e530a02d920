"use client";

import { useSyncExternalStore } from "react";

/** Says so while this browser reaches nothing. */
export function OfflineBanner() {
  const isOnline = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  return (
    <div role="status" className={isOnline ? "sr-only" : "offline-banner"}>
      {isOnline ? "" : "You are offline. What you see may be old."}
    </div>
  );
}

function subscribe(tell: () => void): () => void {
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  return () => {
    window.removeEventListener("online", tell);
    window.removeEventListener("offline", tell);
  };
}
