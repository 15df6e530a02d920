/**
 * Every answer of the gate has a number, which `X-Homeport-Gate` carries, and a code.
 * 1xx admits, 2xx refuses. The numbers are stable: dashboards and proxies match on them.
 */
export const gateCodes = {
  PUBLIC: { number: 100, status: 200 },
  LINK: { number: 101, status: 200 },
  SIGNED_IN: { number: 102, status: 200 },
  MEMBER: { number: 103, status: 200 },
  OWNER: { number: 104, status: 200 },
  UNKNOWN_APP: { number: 200, status: 404 },
  SIGN_IN_REQUIRED: { number: 201, status: 401 },
  NOT_ALLOWED: { number: 202, status: 403 },
  ORIGIN_REFUSED: { number: 203, status: 403 },
  BAD_PATH: { number: 204, status: 400 },
  BAD_HOST: { number: 205, status: 400 },
  BAD_HEADER: { number: 205, status: 400 },
  UNTRUSTED_PROXY: { number: 206, status: 403 },
  METHOD_REFUSED: { number: 207, status: 405 },
  TOO_MANY_TRIES: { number: 208, status: 429 },
  UNSYNCED: { number: 209, status: 503 },
  STORE_BUSY: { number: 210, status: 503 },
  STORE_DOWN: { number: 210, status: 503 },
  NO_RULE: { number: 211, status: 403 },
  LINK_ENDED: { number: 212, status: 410 },
  SESSION_ENDED: { number: 213, status: 401 },
  KEY_INVALID: { number: 214, status: 401 },
  KEY_SCOPE: { number: 215, status: 403 },
  TRY_AGAIN: { number: 216, status: 503 },
  TICKET_INVALID: { number: 217, status: 400 },
} as const;

export type GateCode = keyof typeof gateCodes;
export type AllowCode = "PUBLIC" | "LINK" | "SIGNED_IN" | "MEMBER" | "OWNER";
export type RefusalCode = Exclude<GateCode, AllowCode>;
