import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

export const authErrors = {
  SIGN_IN_REQUIRED: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "Sign in first.",
  },
  INVALID_EMAIL_OR_PASSWORD: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "E-mail or password is wrong.",
  },
  SESSION_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such session; it may have ended already.",
  },
  SIGN_UP_CLOSED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "New accounts are made by invitation only.",
  },
  INVITATION_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "This invitation was accepted, taken back, or has run out. Ask for a new one.",
  },
  INVITATION_NOT_YOURS: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "This invitation is for another e-mail address. Sign in with that one.",
  },
  ALREADY_MEMBER: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Somebody with this e-mail address is a member already.",
  },
  MEMBER_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such member; they may have left.",
  },
  LAST_OWNER: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "An organization keeps at least one owner. Make somebody else an owner first.",
  },
  NOT_PERMITTED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "Your role in this organization does not allow this.",
  },
  USER_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "Nobody has an account with this e-mail address.",
  },
  RESET_LINK_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This link was used, replaced by a newer one, or is older than an hour.",
  },
  PASSWORD_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "Choose a password of 10 to 128 characters.",
  },
  SETUP_CODE_WRONG: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "The first account needs the setup code that the server printed when it started.",
  },
  SIGN_UP_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "Give a name, an e-mail address, and a password of 10 to 128 characters.",
  },
  EMAIL_TAKEN: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "There is already an account with this e-mail address.",
  },
  TOO_MANY_SIGN_INS: {
    owner: "client",
    status: 429,
    retryable: true,
    message: "Too many failed tries. Wait a while, then try again.",
  },
  LOCKED: {
    owner: "client",
    status: 429,
    retryable: false,
    message:
      "Too many failed tries: this way of signing in is locked for 15 minutes. A passkey still works.",
  },
  HASHING_BUSY: {
    owner: "capacity",
    status: 429,
    retryable: true,
    retryAfterMs: 2000,
    message: "Too many people are signing in at once. Try again in a moment.",
  },
  STEP_UP_REQUIRED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "Show once more that it is you, then this goes on.",
  },
  DEVICE_CODE_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "No program waits with this code: it is mistyped, was answered, or has run out.",
  },
  PAIRING_CODE_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This code is wrong, was used already, or has run out. Make a new one.",
  },
  PAIRING_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such code; a newer one may have taken its place.",
  },
  KEY_INVALID: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This API key is malformed, unknown, expired or revoked.",
  },
  KEY_SCOPE: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "This API key may open apps, but not call the API.",
  },
  KEY_REFUSED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "No API key may do this: it takes a person who is signed in.",
  },
  KEY_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such key; it may have been revoked already.",
  },
  APP_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "One of the apps that the key is to open is not there.",
  },
  KEY_LIMIT: {
    owner: "capacity",
    status: 403,
    retryable: false,
    message: "You have as many keys as you may have. Revoke one first.",
  },
  TOO_MANY_TRIES: {
    owner: "client",
    status: 429,
    retryable: true,
    retryAfterMs: 60_000,
    message: "Too many tries with unknown keys from this address. Wait a minute.",
  },
  PASSWORD_WRONG: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This password is wrong.",
  },
  CODE_WRONG: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This code is wrong, too old, or was used before.",
  },
  SECOND_FACTOR_EXPIRED: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This sign-in took too long, or was finished already. Start again.",
  },
  TWO_FACTOR_ON: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "An authenticator app is in use already. Turn it off first.",
  },
  TWO_FACTOR_OFF: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "No authenticator app is in use.",
  },
  PASSKEY_REFUSED: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This passkey was not accepted. Try again, or sign in another way.",
  },
  PASSKEY_UNVERIFIED: {
    owner: "client",
    status: 401,
    retryable: false,
    message:
      "The passkey did not check that it is you. Use one that asks for a PIN, a fingerprint or your face.",
  },
  PASSKEY_TAKEN: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This passkey is known already.",
  },
  PASSKEY_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such passkey; it may have been removed already.",
  },
  WALLET_REFUSED: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "What the wallet signed was not accepted: it has to be for this address, and new.",
  },
  WALLET_TAKEN: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This wallet belongs to another account.",
  },
  WALLET_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such wallet; it may have been unlinked already.",
  },
  LAST_WAY_IN: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This is your only way to sign in. Add another one first.",
  },
  OPERATOR_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such operator; they may have been revoked already.",
  },
  ALREADY_OPERATOR: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This person, or this key, is an operator already.",
  },
  LAST_OPERATOR: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Nobody else could change the list of operators. Let somebody else operate first.",
  },
  OPERATOR_KEY_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This is no public key that can sign anybody in: it is ed25519: and 64 digits.",
  },
  REVOKE_FAILED: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 1000,
    message: "You are still signed in. Try again.",
  },
} as const satisfies ErrorTable;

export type AuthErrorCode = keyof typeof authErrors;

export class AuthError extends HomeportError<AuthErrorCode> {
  constructor(code: AuthErrorCode, options: ErrorOptionsFor = {}) {
    super(authErrors, code, options);
  }
}

export function isAuthError(error: unknown): error is AuthError {
  return error instanceof AuthError;
}
