import { isOriginAllowed } from "../decide/origin.ts";
import { renderPage } from "../pages/render-page.ts";
import { appCookieName, linkCookieName } from "../session-cache/app-cookie.ts";
import { endAppSessions } from "../session-cache/end-app-sessions.ts";
import { appOrigin } from "./addresses.ts";
import { jsonAnswer, refusal } from "./answer.ts";
import { credentialsOf } from "./credential.ts";
import type { GateAnswer } from "./gate.ts";
import { guestCredentialsOf } from "./guest.ts";
import { setCookie } from "./set-cookie.ts";
import { storeFailureOf } from "./store-failure.ts";
import type { Visit } from "./visit.ts";

/**
 * Ends the visitor's session with this one app. The cookie is cleared only after the store has forgotten it; when
 * the store cannot say so, the visitor is still signed in and is told.
 */
export async function signOutOfApp(visit: Visit): Promise<GateAnswer> {
  const { deps, app, request } = visit;
  const ownOrigin = appOrigin(deps.apps, request.hostname);
  const fromHere = isOriginAllowed({
    method: request.method,
    upgrade: visit.upgrade,
    rawHeaders: visit.rawHeaders,
    appOrigin: ownOrigin,
    allowedOrigins: new Set(),
  });
  const asPage = acceptsHtml(visit);
  if (!fromHere)
    return refusal({ code: "ORIGIN_REFUSED", app, asPage, requestId: visit.requestId });
  const guest = guestCredentialsOf(deps, app.appId, visit.rawHeaders);
  const credentials = [...credentialsOf(deps, app.appId, visit.rawHeaders), ...guest];
  try {
    await endAppSessions(deps.options, credentials);
  } catch (error) {
    deps.events.failed(error, visit.requestId);
    return stillSignedIn(visit, error, asPage);
  }
  const answer = asPage ? signedOutPage(visit) : jsonAnswer(200, { signedOut: true }, app);
  const { https } = deps.apps;
  const names = [appCookieName(https), ...(guest.length > 0 ? [linkCookieName(https)] : [])];
  const cleared = names.flatMap((name) => [
    "Set-Cookie",
    setCookie({ name, value: "", https, maxAgeS: 0 }),
  ]);
  return { ...answer, headers: [...answer.headers, ...cleared] };
}

function stillSignedIn(visit: Visit, error: unknown, asPage: boolean): GateAnswer {
  return refusal({
    ...storeFailureOf(error),
    app: visit.app,
    asPage,
    requestId: visit.requestId,
    text: { title: "You are still signed in", sentence: "You are still signed in. Try again." },
    action: { label: "Sign out", href: "/.homeport/sign-out", method: "post" },
  });
}

function signedOutPage(visit: Visit): GateAnswer {
  const page = renderPage({
    status: 200,
    code: "SIGNED_OUT",
    title: "You are signed out here",
    sentence: `This browser no longer opens ${visit.request.hostname}. The console is another sign-in, and has not changed.`,
    requestId: visit.requestId,
    action: { label: "Sign in again", href: "/" },
  });
  return { kind: "answer", code: null, app: visit.app, ...page };
}

function acceptsHtml(visit: Visit): boolean {
  return visit.rawHeaders.some(
    (text, at) =>
      at % 2 === 1 &&
      /^accept$/i.test(visit.rawHeaders[at - 1] ?? "") &&
      text.includes("text/html"),
  );
}
