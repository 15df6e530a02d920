import { addressGroup } from "@homeport/platform";
import { isOriginAllowed } from "../decide/origin.ts";
import { GateError } from "../errors.ts";
import { renderPage } from "../pages/render-page.ts";
import { linkCookieName } from "../session-cache/app-cookie.ts";
import { landingPath } from "../share-link/link-scope.ts";
import { type LinkSecret, readLinkSecret } from "../share-link/link-secret.ts";
import { type RedeemedLink, redeemShareLink } from "../share-link/redeem-share-link.ts";
import { findEnded } from "../share-link/store.ts";
import { appOrigin } from "./addresses.ts";
import { refusal } from "./answer.ts";
import type { GateAnswer } from "./gate.ts";
import { readGuest } from "./guest.ts";
import { endedText, linkEnded } from "./link-ended.ts";
import { setCookie } from "./set-cookie.ts";
import type { Visit } from "./visit.ts";

/**
 * The address of a share link. To look at it asks no store and uses nothing up, so robots that preview links and scan
 * mail may do so; only a POST from the page that it shows redeems, which its script does at once. Throws what the store
 * throws.
 */
export async function answerShareLink(visit: Visit): Promise<GateAnswer> {
  const texts = new URLSearchParams(visit.request.query).getAll("t");
  const [text = "", second] = texts;
  const link = second === undefined ? readLinkSecret(text) : null;
  if (link === null) return linkEnded(visit, {});
  if (visit.request.method !== "POST") return pressPage(visit, text);
  if (!cameFromHere(visit)) {
    return refusal({ code: "ORIGIN_REFUSED", app: visit.app, asPage: true, ...idOf(visit) });
  }
  const { deps, app } = visit;
  const guest = await readGuest(deps, app.appId, visit.rawHeaders, visit.address);
  // Who is here by this link already spends none of its uses by opening it again.
  if (guest?.kind === "guest" && guest.principal.linkId === link.linkId) {
    return arrived(visit, guest.principal.scope.path, []);
  }
  return await redeem(visit, link);
}

async function redeem(visit: Visit, link: LinkSecret): Promise<GateAnswer> {
  const { deps, app, requestId } = visit;
  const { appId, organizationId } = app;
  const source = visit.address === null ? null : addressGroup(visit.address);
  const retryAfterMs = source === null ? 0 : deps.badTickets.waitMs(source);
  if (retryAfterMs > 0) throw new GateError("TOO_MANY_TRIES", { retryAfterMs });
  try {
    const from = { address: visit.address, requestId };
    const redeemed = await redeemShareLink(deps.options, from, { appId, organizationId, link });
    return arrived(visit, redeemed.pathScope, [guestCookie(visit, redeemed)]);
  } catch (error) {
    if (!(error instanceof GateError) || error.code !== "LINK_ENDED") throw error;
    const ended = await findEnded(deps.options.db.orm, appId, link);
    if (ended === null && source !== null) deps.badTickets.count(source);
    return linkEnded(visit, endedText(ended));
  }
}

function guestCookie(visit: Visit, { cookie, lifeMs }: RedeemedLink): string {
  const { https } = visit.deps.apps;
  const maxAgeS = Math.max(1, Math.ceil(lifeMs / 1000));
  return setCookie({ name: linkCookieName(https), value: cookie, https, maxAgeS });
}

function arrived(visit: Visit, pathScope: string, cookies: readonly string[]): GateAnswer {
  return {
    kind: "answer",
    code: null,
    status: 303,
    headers: [
      ...["Location", locationOf(landingPath(visit.app.rules, pathScope) ?? pathScope)],
      ...cookies.flatMap((cookie) => ["Set-Cookie", cookie]),
      ...["Cache-Control", "no-store"],
      ...["Referrer-Policy", "no-referrer"],
    ],
    body: "",
    app: visit.app,
  };
}

/** A rule's path is written decoded; each segment is encoded as an address has it, and none can be read as a host. */
function locationOf(path: string): string {
  return `/${path.split("/").slice(1).map(encodeURIComponent).join("/")}`;
}

function pressPage(visit: Visit, text: string): GateAnswer {
  const page = renderPage({
    status: 200,
    code: "SHARE_LINK",
    title: "Somebody shared this with you",
    sentence: `This link opens ${visit.request.hostname} without an account.`,
    ...idOf(visit),
    action: {
      label: "Open it",
      href: `/.homeport/link?t=${text}`,
      method: "post",
      pressedByScript: true,
    },
  });
  return { kind: "answer", code: null, app: visit.app, ...page };
}

function cameFromHere(visit: Visit): boolean {
  return isOriginAllowed({
    method: visit.request.method,
    upgrade: visit.upgrade,
    rawHeaders: visit.rawHeaders,
    appOrigin: appOrigin(visit.deps.apps, visit.request.hostname),
    allowedOrigins: new Set(),
  });
}

function idOf({ requestId }: Visit) {
  return { requestId };
}
