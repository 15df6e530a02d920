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
import { appCookieLifeS, redeemTicket } from "../ticket/redeem-ticket.ts";
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
    ? await redeemTicket(deps.options, {
        appId: visit.app.appId,
        hostname: request.hostname,
        ticket,
        nonces: sent.map((cookie) => cookie.nonce),
      })
    : null;
  return redeemed === null ? notCompleted(visit) : arrived(visit, redeemed, sent[0]);
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
