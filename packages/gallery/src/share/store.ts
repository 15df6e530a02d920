import { type Reader, schema, type Tx } from "@homeport/db";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { DownloadMode } from "../public/download-mode.ts";

const { albums, galleryShareLinks, galleryShareSessions, organizations, users } = schema;

/** Links of one organization that are shown; of more the oldest are history. */
const linksShown = 500;
/** Browsers let in by one link at a time; of more, the oldest have to open it again. */
const sessionsMost = 1_000;

const isEnded = sql<boolean>`(${galleryShareLinks.revokedAt} is not null or coalesce(${galleryShareLinks.expiresAt} <= now(), false))`;

export async function findLinks(db: Reader, organizationId: string) {
  return await db
    .select({
      linkId: galleryShareLinks.id,
      label: galleryShareLinks.label,
      albumId: albums.id,
      albumTitle: albums.title,
      hasPassword: sql<boolean>`${galleryShareLinks.passwordHash} is not null`,
      download: galleryShareLinks.download,
      expiresAt: galleryShareLinks.expiresAt,
      isRevoked: sql<boolean>`${galleryShareLinks.revokedAt} is not null`,
      isEnded,
      openedCount: galleryShareLinks.openedCount,
      createdBy: users.name,
      createdAt: galleryShareLinks.createdAt,
    })
    .from(galleryShareLinks)
    .innerJoin(albums, eq(albums.id, galleryShareLinks.albumId))
    .leftJoin(users, eq(users.id, galleryShareLinks.createdBy))
    .where(eq(galleryShareLinks.organizationId, organizationId))
    .orderBy(desc(galleryShareLinks.id))
    .limit(linksShown);
}

export interface NewLink {
  id: string;
  organizationId: string;
  albumId: string;
  label: string;
  secretHash: Uint8Array;
  passwordHash: string | null;
  download: DownloadMode | null;
  createdBy: string | null;
  /** From now by the store's clock; null never ends. */
  lifeMs: number | null;
}

export async function insertLink(tx: Tx, { lifeMs, ...link }: NewLink): Promise<void> {
  const expiresAt =
    lifeMs === null ? null : sql`now() + make_interval(secs => ${lifeMs / 1_000}::float8)`;
  await tx.insert(galleryShareLinks).values({ ...link, expiresAt });
}

/** False when there is no such link, or it was revoked before. Everybody whom it let in is out. */
export async function revokeLinkRow(
  tx: Tx,
  organizationId: string,
  linkId: string,
): Promise<boolean> {
  const rows = await tx
    .update(galleryShareLinks)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(galleryShareLinks.id, linkId),
        eq(galleryShareLinks.organizationId, organizationId),
        isNull(galleryShareLinks.revokedAt),
      ),
    )
    .returning({ id: galleryShareLinks.id });
  await deleteSessions(tx, linkId);
  return rows.length === 1;
}

/** A password that is another lets nobody stay who came by the old one. */
export async function setLinkPassword(
  tx: Tx,
  organizationId: string,
  linkId: string,
  passwordHash: string | null,
): Promise<boolean> {
  const rows = await tx
    .update(galleryShareLinks)
    .set({ passwordHash })
    .where(
      and(
        eq(galleryShareLinks.id, linkId),
        eq(galleryShareLinks.organizationId, organizationId),
        isNull(galleryShareLinks.revokedAt),
      ),
    )
    .returning({ id: galleryShareLinks.id });
  if (rows.length === 1) await deleteSessions(tx, linkId);
  return rows.length === 1;
}

async function deleteSessions(tx: Tx, linkId: string): Promise<void> {
  await tx.delete(galleryShareSessions).where(eq(galleryShareSessions.linkId, linkId));
}

/** What a link opens; null for a secret that no link has. */
export async function findLinkBySecret(db: Reader, secretHash: Uint8Array) {
  const [row] = await db
    .select({
      linkId: galleryShareLinks.id,
      organizationId: galleryShareLinks.organizationId,
      organizationSlug: organizations.slug,
      albumSlug: albums.slug,
      passwordHash: galleryShareLinks.passwordHash,
      isEnded,
    })
    .from(galleryShareLinks)
    .innerJoin(albums, eq(albums.id, galleryShareLinks.albumId))
    .innerJoin(organizations, eq(organizations.id, galleryShareLinks.organizationId))
    .where(eq(galleryShareLinks.secretHash, secretHash));
  return row ?? null;
}

/**
 * A session of a link that is live, and whose password is still the one that was asked for; counts the link as opened.
 * Answers how long the session lasts in ms, at most `lifeMs`; null when the link has ended or changed meanwhile.
 */
export async function insertLinkSession(
  tx: Tx,
  session: { id: string; linkId: string; secretHash: Uint8Array },
  passwordHash: string | null,
  lifeMs: number,
): Promise<number | null> {
  const [link] = await tx
    .update(galleryShareLinks)
    .set({ openedCount: sql`${galleryShareLinks.openedCount} + 1` })
    .where(
      and(
        eq(galleryShareLinks.id, session.linkId),
        sql`not ${isEnded}`,
        sql`${galleryShareLinks.passwordHash} is not distinct from ${passwordHash}::text`,
      ),
    )
    .returning({
      lastsMs: sql<number>`(least(${lifeMs}::float8, coalesce(extract(epoch from ${galleryShareLinks.expiresAt} - now()) * 1000, ${lifeMs}::float8)))::float8`,
    });
  if (link === undefined) return null;
  const expiresAt = sql`now() + make_interval(secs => ${link.lastsMs / 1_000}::float8)`;
  await tx.insert(galleryShareSessions).values({ ...session, expiresAt });
  await tx.execute(sql`
    DELETE FROM gallery_share_sessions WHERE link_id = ${session.linkId}
      AND (expires_at < now() OR id < (
        SELECT id FROM gallery_share_sessions WHERE link_id = ${session.linkId}
        ORDER BY id DESC OFFSET ${sessionsMost - 1} LIMIT 1))`);
  return link.lastsMs;
}
