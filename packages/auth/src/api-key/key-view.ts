import type { KeyScopes } from "@homeport/gate";

/** Of one person, those that are revoked apart. */
export const maxKeys = 100;

/** A key as its maker sees it ever after: never the key itself. */
export interface KeyView {
  readonly keyId: string;
  readonly organizationId: string;
  readonly name: string;
  /** How the key begins. */
  readonly prefix: string;
  readonly scopes: KeyScopes;
  readonly createdAt: Date;
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null;
  /** By the store's clock. */
  readonly expired: boolean;
  /** To the minute; null when it never was. */
  readonly lastUsedAt: Date | null;
}
