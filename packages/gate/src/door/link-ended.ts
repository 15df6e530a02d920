import type { RefusalText } from "../pages/texts.ts";
import { linkCookieName } from "../session-cache/app-cookie.ts";
import type { LinkState } from "../share-link/link-view.ts";
import { refusal } from "./answer.ts";
import type { GateAnswer } from "./gate.ts";
import { setCookie } from "./set-cookie.ts";
import type { Visit } from "./visit.ts";

/** What is said of a link's end beyond the general words. */
export interface EndedText {
  readonly text?: Partial<RefusalText>;
  readonly sharedBy?: string | null;
}

/** Only whoever holds the link's secret is told what ended it, and by name who shared it. */
export function endedText(
  ended: { readonly state: LinkState; readonly sharedBy: string | null } | null,
): EndedText {
  if (ended === null || ended.state === "live") return {};
  return { text: texts[ended.state], sharedBy: ended.sharedBy };
}

const texts: Readonly<Record<Exclude<LinkState, "live">, Partial<RefusalText>>> = {
  expired: { title: "This link has expired", sentence: "It was good for a time that is over." },
  "used-up": {
    title: "This link has been used up",
    sentence: "It was good for a number of uses, and all of them are spent.",
  },
  revoked: { title: "This link was revoked", sentence: "Whoever may share this app took it back." },
};

/** The page at the end of a link. */
export function linkEnded(visit: Visit, { text = {}, sharedBy = null }: EndedText): GateAnswer {
  return refusal({
    code: "LINK_ENDED",
    app: visit.app,
    asPage: true,
    requestId: visit.requestId,
    text,
    ...(sharedBy === null ? {} : { facts: [{ label: "Shared by", value: sharedBy }] }),
  });
}

/**
 * A guest comes back whose link has ended. The cookie goes, so that the next visit is a stranger's, whom the console
 * asks to sign in.
 */
export function guestEnded(visit: Visit, signInHref: string): GateAnswer {
  const { https } = visit.deps.apps;
  const cleared = setCookie({ name: linkCookieName(https), value: "", https, maxAgeS: 0 });
  return refusal({
    code: "LINK_ENDED",
    app: visit.app,
    asPage: true,
    requestId: visit.requestId,
    text: { sentence: "The link that let you in has expired or was revoked." },
    action: { label: "Sign in instead", href: signInHref },
    headers: ["Set-Cookie", cleared],
  });
}
