"use client";

import type { Outputs } from "../data/router-types.ts";
import { useTRPC } from "../data/trpc.ts";

export type Security = Outputs["account"]["security"];
export type Passkey = Security["passkeys"][number];
export type Wallet = Security["wallets"][number];

/** The key of the one answer that the whole page stands on. */
export function useSecurityKey() {
  return useTRPC().account.security.queryKey();
}

/** A cached answer with something of it changed; what is no such answer stays. */
export function withSecurity(cached: unknown, change: (security: Security) => Security): unknown {
  return isSecurity(cached) ? change(cached) : cached;
}

function isSecurity(value: unknown): value is Security {
  return typeof value === "object" && value !== null && "passkeys" in value;
}
