import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { keyScopesSchema } from "./key-scopes.ts";
import type { KeyPrincipal } from "./principal.ts";
import { splitRoles } from "./roles.ts";
import type { KeyCredential } from "./session-cache.ts";

const rowSchema = z.object({
  key_id: z.string(),
  organization_id: z.string(),
  user_id: z.string(),
  name: z.string(),
  email: z.string(),
  scopes: keyScopesSchema,
  role: z.string().nullable(),
  key_name: z.string(),
  prefix: z.string(),
  /** Null: it never ends by itself. */
  life_ms: z.coerce.number().nullable(),
});

const live = sql`select
    k.id as key_id, k.organization_id, u.id as user_id, u.name, u.email, k.scopes, m.role,
    k.name as key_name, k.prefix, extract(epoch from k.expires_at - now()) * 1000 as life_ms
  from api_keys k
  join users u on u.id = k.user_id
  left join members m on m.user_id = k.user_id and m.organization_id = k.organization_id
  where k.revoked_at is null and (k.expires_at is null or k.expires_at > now())`;

/**
 * Whom a key stands for: its creator, with the roles held now in the key's organization and in no other. Null when it
 * is unknown, revoked, expired or damaged.
 */
export async function readKeyPrincipal(
  db: Reader,
  credential: KeyCredential,
): Promise<{ readonly principal: KeyPrincipal; readonly lifeMs: number } | null> {
  const [found] = await db.execute(sql`${live} and k.secret_hash = ${credential.keyHash}`);
  const row = found === undefined ? undefined : rowSchema.safeParse(found).data;
  return row === undefined
    ? null
    : { principal: principalOf(row), lifeMs: row.life_ms ?? Infinity };
}

/** A key as its organization is told of it. */
export interface LiveKey {
  readonly principal: KeyPrincipal;
  readonly name: string;
  readonly prefix: string;
}

/** The keys of an organization that are alive, by name; damaged ones open nothing and are left out. */
export async function readLiveKeys(db: Reader, organizationId: string): Promise<LiveKey[]> {
  const rows = await db.execute(sql`
    ${live} and k.organization_id = ${organizationId} order by lower(k.name), k.id limit 1000`);
  return [...rows]
    .map((row) => rowSchema.safeParse(row).data)
    .filter((row) => row !== undefined)
    .map((row) => ({ principal: principalOf(row), name: row.key_name, prefix: row.prefix }));
}

function principalOf(row: z.infer<typeof rowSchema>): KeyPrincipal {
  const { key_id: keyId, organization_id: organizationId, user_id: userId, name, email } = row;
  const { apps, api } = row.scopes;
  return {
    ...{ kind: "key", keyId, organizationId, userId, name, email, api },
    apps: apps === "all" ? apps : new Set(apps),
    roles: new Map(row.role === null ? [] : [[organizationId, splitRoles(row.role)]]),
  };
}

const hashSchema = z.object({ secret_hash: z.instanceof(Buffer) });

/** The hash of a key that is alive; null when there is none. */
export async function findKeyHash(db: Reader, keyId: string): Promise<Buffer | null> {
  const [row] = await db.execute(sql`
    select secret_hash from api_keys
    where id = ${keyId} and revoked_at is null and (expires_at is null or expires_at > now())`);
  return row === undefined ? null : hashSchema.parse(row).secret_hash;
}
