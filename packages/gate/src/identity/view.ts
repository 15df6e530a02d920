import type { IdentityRow } from "./store.ts";

/** The public part of an identity; the private key leaves the store in no view. */
export interface IdentityView {
  readonly identityId: string;
  /** Empty when nobody has ever given one. */
  readonly name: string;
  readonly email: string | null;
  /** Base32 of SHA-256 of the raw public key, 52 characters. */
  readonly fingerprint: string;
  /** Raw Ed25519, base64url. */
  readonly publicKey: string;
  readonly isDefault: boolean;
  /** How many apps run under it; those that chose none count for the default. */
  readonly appCount: number;
  /** The first of them by title. */
  readonly apps: readonly { readonly appId: string; readonly title: string }[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function viewIdentity(row: IdentityRow): IdentityView {
  return {
    identityId: row.id,
    name: row.name,
    email: row.email,
    fingerprint: row.fingerprint,
    publicKey: row.public_key,
    isDefault: row.is_default,
    appCount: row.app_count,
    apps: row.apps,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
