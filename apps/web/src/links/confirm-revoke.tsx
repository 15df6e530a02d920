"use client";

import { Confirm } from "../design/confirm.tsx";
import type { Revoking } from "./link-row.tsx";

export interface ConfirmRevokeProps extends Revoking {
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  /** What becomes of those who came by it. */
  children: string;
}

export function ConfirmRevoke({ name, ...asked }: ConfirmRevokeProps) {
  return <Confirm {...asked} title={`Revoke ${name}?`} verb="Revoke link" />;
}
