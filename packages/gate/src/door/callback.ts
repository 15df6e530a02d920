import { addressGroup } from "@homeport/platform";
import { GateError } from "../errors.ts";
import { cookieValues } from "../headers/request-cookies.ts";
import { appCookieName } from "../session-cache/app-cookie.ts";
import {
  clearStarts,
  type PreCookie,
  preCookieLifeS,
  preCookieName,
  preCookieValue,
  readPreCookies,
} from "../ticket/pre-cookie.ts";
import { appCookieLifeS, redeemTicket, type TicketRedemption } from "../ticket/redeem-ticket.ts";
import { refusal } from "./answer.ts";
import type { GateAnswer } from "./gate.ts";
import { setCookie } from "./set-cookie.ts";
import type { Visit } from "./visit.ts";

/**
 * The browser comes back from the console with a ticket. A good one becomes the app's cookie; any other ends on a
 * page with one link, never in a redirect, so nothing can go round in circles. Throws what the store throws.
 */
export async function completeSignIn(visit: Visit): Promise<GateAnswer> {
  const { deps, request } = visit;
  const { https } = deps.apps;
  const tickets = new URLSearchParams(request.query).getAll("t");
  const sent = readPreCookies(cookieValues(visit.rawHeaders, preCookieName(https)));
  const [ticket, second] = tickets;
  // A HEAD must not use the ticket up: link checkers and mail scanners send it.
  const mayRedeem = ticket !== undefined && second === undefined && request.method === "GET";
  const redeemed = mayRedeem
    ? await redeemWithinBudget(visit, {
        appId: visit.app.appId,
        hostname: request.hostname,
        ticket,
        nonces: sent.map((cookie) => cookie.nonce),
      })
    : null;
  return redeemed === null ? notCompleted(visit) : arrived(visit, redeemed, sent[0]);
}

/** Each redemption asks the store for a stranger, so an address gets only so many that come to nothing. */
async function redeemWithinBudget(visit: Visit, claim: TicketRedemption) {
  const { options, badTickets } = visit.deps;
  const source = visit.address === null ? null : addressGroup(visit.address);
  const retryAfterMs = source === null ? 0 : badTickets.waitMs(source);
  if (retryAfterMs > 0) throw new GateError("TOO_MANY_TRIES", { retryAfterMs });
  const redeemed = await redeemTicket(options, claim);
  if (redeemed === null && source !== null) badTickets.count(source);
  return redeemed;
}

function arrived(
  visit: Visit,
  redeemed: { readonly cookie: string; readonly path: string },
  pre: PreCookie | undefined,
): GateAnswer {
  const { deps } = visit;
  const { https } = deps.apps;
  const app = { name: appCookieName(https), value: redeemed.cookie, maxAgeS: appCookieLifeS };
  const cookies = [setCookie({ ...app, https })];
  if (pre !== undefined) {
    const value = preCookieValue(clearStarts(pre, Math.floor(deps.options.clock.nowMs() / 1000)));
    cookies.push(setCookie({ name: preCookieName(https), value, https, maxAgeS: preCookieLifeS }));
  }
  return {
    kind: "answer",
    code: null,
    status: 303,
    headers: [
      ...["Location", redeemed.path],
      ...cookies.flatMap((cookie) => ["Set-Cookie", cookie]),
      ...["Cache-Control", "no-store"],
      ...["Referrer-Policy", "no-referrer"],
    ],
    body: "",
    app: visit.app,
  };
}

function notCompleted(visit: Visit): GateAnswer {
  return refusal({
    code: "TICKET_INVALID",
    app: visit.app,
    asPage: true,
    requestId: visit.requestId,
    action: { label: "Start again", href: "/" },
  });
}
