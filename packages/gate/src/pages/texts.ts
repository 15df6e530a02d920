import { gateCodes, type RefusalCode } from "../decide/codes.ts";

export interface RefusalText {
  readonly title: string;
  readonly sentence: string;
  readonly nextStep?: string;
}

/** What people and programs are told, by code. Nothing here says anything about the app behind. */
export const refusalTexts: Readonly<Record<RefusalCode, RefusalText>> = {
  UNKNOWN_APP: {
    title: "There is nothing at this address",
    sentence: "No app answers here.",
    nextStep: "Check the address for a typing mistake, or ask whoever gave it to you.",
  },
  SIGN_IN_REQUIRED: {
    title: "Sign in to go on",
    sentence: "This address opens only after you have signed in.",
  },
  SESSION_ENDED: {
    title: "You have been signed out",
    sentence: "Your sign-in has ended or was revoked.",
    nextStep: "Sign in again to go on.",
  },
  NOT_ALLOWED: {
    title: "You may not open this",
    sentence: "You are signed in, but this address is not open to you.",
    nextStep: "Ask its owner for access, or switch to another account.",
  },
  ORIGIN_REFUSED: {
    title: "This request came from another site",
    sentence: "Another site asked your browser to do this, and it may not.",
    nextStep: "Open the app itself and do it there.",
  },
  BAD_PATH: {
    title: "This address cannot be read",
    sentence: "The path has bytes or an encoding that no address may have, or it is too long.",
    nextStep: "Check the link that brought you here.",
  },
  BAD_HOST: {
    title: "This address cannot be read",
    sentence: "The request does not name exactly one valid host.",
  },
  BAD_HEADER: {
    title: "This request cannot be read",
    sentence:
      "A header is missing, came twice, or is named so that two servers could read it differently.",
    nextStep: "Send it again without extensions or tools that add headers.",
  },
  UNTRUSTED_PROXY: {
    title: "This proxy is not known",
    sentence: "Only proxies that this installation trusts are answered here.",
  },
  METHOD_REFUSED: {
    title: "This method is not answered here",
    sentence: "Apps never receive this kind of request.",
  },
  TOO_MANY_TRIES: {
    title: "Too many tries",
    sentence: "Too many unknown credentials came from your network address.",
    nextStep: "Wait a minute, then try again.",
  },
  UNSYNCED: {
    title: "One moment",
    sentence: "This server is catching up and cannot yet say who may pass.",
    nextStep: "Try again in a few seconds.",
  },
  STORE_BUSY: {
    title: "Very busy right now",
    sentence: "There is more to do than can be done at once.",
    nextStep: "Try again in a few seconds.",
  },
  STORE_DOWN: {
    title: "Sign-ins cannot be checked right now",
    sentence: "The database does not answer, so nobody new is let in.",
    nextStep: "Try again in a minute.",
  },
  NO_RULE: {
    title: "This app is closed",
    sentence: "Its access rules cannot be read, so nobody may pass.",
    nextStep: "Its owner can repair this by saving the rules again in the console.",
  },
  TRY_AGAIN: {
    title: "One moment",
    sentence: "You may pass now. This page opens what you asked for by itself.",
  },
  LINK_ENDED: {
    title: "This link has ended",
    sentence: "It has expired, was used up or was revoked.",
    nextStep: "Ask whoever gave it to you for another one.",
  },
  KEY_INVALID: {
    title: "This key is not accepted",
    sentence: "The API key is malformed, unknown, expired or revoked.",
    nextStep: "Make a new one in the console under Settings, Keys.",
  },
  KEY_SCOPE: {
    title: "This key is not for this",
    sentence: "The API key is good, but its scope does not reach this.",
    nextStep: "Use a key whose scope names this app, or the API.",
  },
  TICKET_INVALID: {
    title: "Sign-in could not be completed",
    sentence: "This sign-in link was used already, has expired, or belongs to another browser.",
    nextStep: "Starting again takes one click.",
  },
};

/** The status that goes with a code. */
export function statusOf(code: RefusalCode): number {
  return gateCodes[code].status;
}
