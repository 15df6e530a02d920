import { cookieValues } from "../headers/request-cookies.ts";
import {
  countStart,
  nonceHash,
  preCookieLifeS,
  preCookieName,
  preCookieValue,
  readPreCookies,
} from "../ticket/pre-cookie.ts";
import { safeReturnPath } from "../ticket/return-path.ts";
import { signState } from "../ticket/state.ts";
import { appOrigin } from "./addresses.ts";
import { refusal } from "./answer.ts";
import type { GateAnswer } from "./gate.ts";
import { setCookie } from "./set-cookie.ts";
import type { Visit } from "./visit.ts";

/**
 * Asks for a sign-in. A navigation goes to the console, with everything it needs in a signed state and nothing
 * stored; a frame gets a page whose link opens a tab; a program is told where its person can sign in. Only GET
 * and HEAD are ever redirected.
 */
export function askForSignIn(visit: Visit, code: "SIGN_IN_REQUIRED" | "SESSION_ENDED"): GateAnswer {
  const { app, request, asker } = visit;
  const origin = appOrigin(visit.deps.apps, request.hostname);
  if (asker === "navigation") return redirectToConsole(visit, code, origin);
  const get = request.method === "GET" || request.method === "HEAD";
  const loginUrl = origin + (get ? safeReturnPath(request.path + request.query, origin) : "/");
  const asPage = asker === "frame";
  return refusal({
    code,
    app,
    asPage,
    requestId: visit.requestId,
    loginUrl,
    ...(asPage
      ? { action: { label: "Sign in in a new tab", href: loginUrl, newTab: true } as const }
      : {}),
  });
}

function redirectToConsole(
  visit: Visit,
  code: "SIGN_IN_REQUIRED" | "SESSION_ENDED",
  origin: string,
): GateAnswer {
  const { deps, request } = visit;
  const { https } = deps.apps;
  const sent = cookieValues(visit.rawHeaders, preCookieName(https));
  const nowS = Math.floor(deps.options.clock.nowMs() / 1000);
  const started = countStart(readPreCookies(sent)[0] ?? null, nowS, deps.options.random);
  if (started === null) return noCookiesPage(visit);
  const state = signState(deps.options.keys, {
    appId: visit.app.appId,
    hostname: request.hostname,
    path: safeReturnPath(request.path + request.query, origin),
    nonceHash: nonceHash(started.nonce).toString("base64url"),
  });
  const location = new URL("/gate/start", deps.options.webUrl);
  location.searchParams.set("s", state);
  const cookie = { name: preCookieName(https), value: preCookieValue(started) };
  return {
    kind: "answer",
    code,
    status: 302,
    headers: [
      ...["Location", location.href],
      ...["Set-Cookie", setCookie({ ...cookie, https, maxAgeS: preCookieLifeS })],
      ...["Cache-Control", "no-store"],
      ...["Referrer-Policy", "no-referrer"],
    ],
    body: "",
    app: visit.app,
  };
}

/** Three starts in a minute came to nothing: another redirect would only go round. */
function noCookiesPage(visit: Visit): GateAnswer {
  return refusal({
    code: "TICKET_INVALID",
    app: visit.app,
    asPage: true,
    requestId: visit.requestId,
    text: {
      title: "Your browser keeps no cookies for this address",
      sentence: "You signed in, but the browser did not keep what says so, three times in a row.",
      nextStep: "Allow cookies for this address, wait a minute, then open it again.",
    },
    action: { label: "Try again", href: "/" },
  });
}
