"use client";

import { useState } from "react";
import type { Failure } from "../data/failure.ts";
import { callAuth } from "./auth-client.ts";

/**
 * Sends a door's form. What was typed stays when it is refused; after success the whole page is loaded anew, so
 * that nothing of the time before signing in is left in memory.
 */
export function useDoor(endpoint: string, next: string) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  async function send(body: Record<string, unknown>) {
    setBusy(true);
    setFailure(null);
    const outcome = await callAuth(endpoint, body);
    if (outcome.ok) {
      window.location.assign(next);
      return;
    }
    setFailure(outcome.failure);
    setBusy(false);
  }
  return { busy, failure, send };
}
