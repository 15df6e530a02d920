import { newId, newToken, sha256 } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import type { PublicGallery } from "../public/open-public.ts";
import { isPassword } from "./password.ts";
import { findLinkBySecret, insertLinkSession } from "./store.ts";

/** Someone who comes every week opens the link once. */
const sessionLifeMs = 30 * 24 * 3_600_000;

const tokenForm = /^[A-Za-z0-9_-]{43}$/;

export interface OpenedLink {
  /** What the browser keeps. */
  readonly secret: string;
  readonly lastsMs: number;
  readonly organizationSlug: string;
  readonly albumSlug: string;
}

/**
 * Lets a browser in by a link. Throws LINK_ENDED for one that was revoked, has ended, or never was; LINK_PASSWORD when it
 * asks for a password that did not come or is another. `takeTry` counts each try of a password, and may refuse it;
 * PUBLIC_BUSY when too many try at once.
 */
export async function openAlbumLink(
  { deps, passwordTurn }: PublicGallery,
  input: { token: string; password: string | null },
  takeTry: (linkId: string) => Promise<void>,
): Promise<OpenedLink> {
  const { token, password } = input;
  if (!tokenForm.test(token)) throw new GalleryError("LINK_ENDED");
  const link = await findLinkBySecret(deps.db.orm, sha256(token));
  if (link === null || link.isEnded) throw new GalleryError("LINK_ENDED");
  const { linkId, passwordHash, organizationSlug, albumSlug } = link;
  if (passwordHash !== null) {
    if (password === null) throw new GalleryError("LINK_PASSWORD");
    await takeTry(linkId);
    const isRight = await passwordTurn.pass(() => isPassword(password, passwordHash));
    if (!isRight) throw new GalleryError("LINK_PASSWORD");
  }
  const secret = newToken(deps.random);
  const id = newId(deps.clock.nowMs(), deps.random);
  const session = { id, linkId, secretHash: sha256(secret) };
  const lastsMs = await deps.db.system("gallery.link-open", (tx) =>
    insertLinkSession(tx, session, passwordHash, sessionLifeMs),
  );
  if (lastsMs === null) throw new GalleryError("LINK_ENDED");
  return { secret, lastsMs, organizationSlug, albumSlug };
}
