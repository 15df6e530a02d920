import { headerValues, type RawHeaders } from "../read-request/raw-headers.ts";

/**
 * Whether a Homeport key stands in `Authorization`, as a bearer token or as the password of Basic. The proxy carries that
 * field to the app as it is, so behind one a key is taken from `X-Homeport-Key` alone. Pure.
 */
export function hasKeyInAuthorization(rawHeaders: RawHeaders): boolean {
  return headerValues(rawHeaders, "authorization").some((value) => {
    const [, scheme = "", credentials = ""] = /^\s*(\S+)\s+(.*)$/s.exec(value) ?? [];
    if (scheme.toLowerCase() !== "basic") return isKey(credentials);
    const text = Buffer.from(credentials, "base64").toString("latin1");
    return isKey(text.slice(text.indexOf(":") + 1));
  });
}

function isKey(text: string): boolean {
  return text.trimStart().startsWith("hpk_");
}
