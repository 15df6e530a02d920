import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns.ts";

// The tables of better-auth, under the names that its adapter is told, with Homeport's own columns.

export const users = pgTable(
  "users",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    email: text("email").notNull().unique(),
    emailVerified: boolean("email_verified").notNull().default(false),
    image: text("image"),
    /** Whether sign-in ends in a second factor; true from the first correct code on. */
    twoFactorEnabled: boolean("two_factor_enabled").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("users_email_lower").on(sql`lower(${table.email})`)],
);

export const sessions = pgTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    token: text("token").notNull().unique(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    activeOrganizationId: text("active_organization_id"),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    kind: text("kind", { enum: ["browser", "device", "cli"] })
      .notNull()
      .default("browser"),
    label: text("label"),
    icon: text("icon", { enum: ["unknown", "phone", "tablet", "notebook", "desktop"] })
      .notNull()
      .default("unknown"),
    /** 1 one factor, 2 two. */
    assurance: smallint("assurance").notNull().default(1),
    authenticatedAt: instant("authenticated_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("sessions_user_id").on(table.userId),
    index("sessions_expires_at").on(table.expiresAt),
    check("sessions_kind", sql`${table.kind} in ('browser', 'device', 'cli')`),
    check(
      "sessions_icon",
      sql`${table.icon} in ('unknown', 'phone', 'tablet', 'notebook', 'desktop')`,
    ),
    check("sessions_assurance", sql`${table.assurance} in (1, 2)`),
  ],
);

export const accounts = pgTable(
  "accounts",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: instant("access_token_expires_at"),
    refreshTokenExpiresAt: instant("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("accounts_user_id").on(table.userId),
    uniqueIndex("accounts_provider_account").on(table.providerId, table.accountId),
  ],
);

export const verifications = pgTable(
  "verifications",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("verifications_identifier").on(table.identifier),
    index("verifications_expires_at").on(table.expiresAt),
  ],
);

export const organizations = pgTable("organizations", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  slug: text("slug").notNull().unique(),
  logo: text("logo"),
  metadata: text("metadata"),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** A trigger refuses the removal or demotion of an organization's last owner. */
export const members = pgTable(
  "members",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** May be a comma list. */
    role: text("role").notNull().default("member"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("members_organization_user").on(table.organizationId, table.userId),
    index("members_user_id").on(table.userId),
  ],
);

export const invitations = pgTable(
  "invitations",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    email: text("email").notNull(),
    role: text("role"),
    status: text("status").notNull().default("pending"),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    inviterId: text("inviter_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    tokenHash: bytea("token_hash").unique(),
  },
  (table) => [
    uniqueIndex("invitations_one_pending")
      .on(table.organizationId, sql`lower(${table.email})`)
      .where(sql`${table.status} = 'pending'`),
    index("invitations_email").on(table.email),
  ],
);

export const deviceCodes = pgTable(
  "device_codes",
  {
    id: text("id").primaryKey(),
    deviceCode: text("device_code").notNull().unique(),
    userCode: text("user_code").notNull().unique(),
    userId: text("user_id").references(() => users.id, { onDelete: "cascade" }),
    status: text("status").notNull(),
    lastPolledAt: instant("last_polled_at"),
    /** Ms. */
    pollingInterval: integer("polling_interval"),
    clientId: text("client_id"),
    scope: text("scope"),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("device_codes_expires_at").on(table.expiresAt)],
);

/** The second factor of a person: the secret of their authenticator and what is left of the backup codes, sealed. */
export const twoFactors = pgTable("two_factors", {
  id: text("id").primaryKey(),
  secret: text("secret").notNull(),
  backupCodes: text("backup_codes").notNull(),
  userId: text("user_id")
    .notNull()
    .unique()
    .references(() => users.id, { onDelete: "cascade" }),
  verified: boolean("verified").default(true),
  failedVerificationCount: integer("failed_verification_count").default(0),
  lockedUntil: instant("locked_until"),
  /** The newest time step of 30 s whose code was taken: a code works once. */
  lastUsedStep: bigint("last_used_step", { mode: "number" }).notNull().default(0),
});

export const passkeys = pgTable(
  "passkeys",
  {
    id: text("id").primaryKey(),
    name: text("name"),
    publicKey: text("public_key").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    credentialID: text("credential_id").notNull().unique(),
    counter: bigint("counter", { mode: "number" }).notNull(),
    deviceType: text("device_type").notNull(),
    backedUp: boolean("backed_up").notNull(),
    transports: text("transports"),
    createdAt: instant("created_at").defaultNow(),
    aaguid: text("aaguid"),
  },
  (table) => [index("passkeys_user_id").on(table.userId)],
);

/** A trigger refuses an address that belongs to somebody else, on whichever chain. */
export const walletAddresses = pgTable(
  "wallet_addresses",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** With the checksum of EIP-55 in its capitals. */
    address: text("address").notNull(),
    chainId: integer("chain_id").notNull(),
    isPrimary: boolean("is_primary").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("wallet_addresses_address_chain").on(table.address, table.chainId),
    index("wallet_addresses_lower_address").on(sql`lower(${table.address})`),
    index("wallet_addresses_user_id").on(table.userId),
  ],
);

/** What a script signs in with; it acts as its creator, with the creator's live roles. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** The part that may be shown again: `hpk_` and ten characters. */
    prefix: text("prefix").notNull(),
    /** SHA-256 of the whole key. */
    secretHash: bytea("secret_hash").notNull().unique(),
    /** `{apps: "all" | string[], api: boolean}`. */
    scopes: jsonb("scopes").notNull(),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    index("api_keys_user_id").on(table.userId),
    index("api_keys_organization_id").on(table.organizationId),
    check("api_keys_secret_hash", sql`octet_length(${table.secretHash}) = 32`),
  ],
);

/** A one-time code, and the token of its QR picture, by which another device gets a session of its own. */
export const pairingCodes = pgTable(
  "pairing_codes",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The session that made it, whose assurance the new one takes; with that one it ends. */
    createdBySessionId: text("created_by_session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    codeHash: bytea("code_hash").notNull().unique(),
    qrHash: bytea("qr_hash").notNull().unique(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
    /** The session that it gave. */
    sessionId: text("session_id").references(() => sessions.id, { onDelete: "set null" }),
  },
  (table) => [
    uniqueIndex("pairing_codes_one_unused").on(table.userId).where(sql`${table.usedAt} is null`),
    index("pairing_codes_expires_at").on(table.expiresAt),
    index("pairing_codes_created_by_session_id").on(table.createdBySessionId),
    index("pairing_codes_session_id").on(table.sessionId),
    check("pairing_codes_code_hash", sql`octet_length(${table.codeHash}) = 32`),
    check("pairing_codes_qr_hash", sql`octet_length(${table.qrHash}) = 32`),
  ],
);

/** Failed tries by account and method: one conditional UPDATE each, so that replicas give no more of them. */
export const signInFailures = pgTable(
  "sign_in_failures",
  {
    /** A keyed digest of the account's name, so that unknown accounts count and none is named. */
    userKey: text("user_key").notNull(),
    method: text("method", { enum: ["password", "totp", "backup-code", "wallet"] }).notNull(),
    count: integer("count").notNull().default(0),
    windowStartedAt: instant("window_started_at").notNull().defaultNow(),
    lockedUntil: instant("locked_until"),
  },
  (table) => [
    primaryKey({ name: "sign_in_failures_pkey", columns: [table.userKey, table.method] }),
    index("sign_in_failures_window_started_at").on(table.windowStartedAt),
    check(
      "sign_in_failures_method",
      sql`${table.method} in ('password', 'totp', 'backup-code', 'wallet')`,
    ),
  ],
);
