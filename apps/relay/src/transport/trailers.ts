import { type Fields, keepFields } from "./fields.ts";

/** Fields that decide framing, routing or who somebody is: none may arrive after the body. */
const forbidden = new Set([
  "authorization",
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "cookie",
  "expect",
  "forwarded",
  "host",
  "keep-alive",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Families by which proxies and apps tell who somebody is. */
const forbiddenStarts = [
  "x-homeport-",
  "x-forwarded-",
  "x-auth-",
  "x-webauth-",
  "proxy-",
  "remote-",
];

/** Trailer fields that may pass: what an identity rests on counts only in a head. */
export function carriedTrailers(fields: Fields): string[] {
  if (fields.length === 0) return [];
  return keepFields(fields, (lowerName) => {
    const folded = lowerName.replace(/[._]/g, "-");
    return !forbidden.has(folded) && !forbiddenStarts.some((start) => folded.startsWith(start));
  });
}
