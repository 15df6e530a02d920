import { domainToASCII, domainToUnicode } from "node:url";
import { appsAddress } from "../door/addresses.ts";
import { GateError } from "../errors.ts";

/** Where Homeport itself answers: nobody's app may. */
export interface OwnHosts {
  readonly appsUrl: URL;
  readonly webUrl: URL;
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** A name has 253 characters at most, and the record that proves this one stands at a longer name. */
const maxChars = 253 - "_homeport.".length;

/**
 * A hostname of somebody's own, as a lower-case A-label name: what was typed in another script is converted. Throws
 * BAD_HOSTNAME for what is no full name, for an address, and for what Homeport itself answers at.
 */
export function readCustomHostname(text: string, own: OwnHosts): string {
  const typed = text.trim().replace(/\.$/, "");
  // What a URL parser would decode or cut off is not part of a name, whatever it becomes.
  const hostname = /[%/\\?#@:[\]\s]/.test(typed) ? "" : domainToASCII(typed);
  if (!isFullName(hostname)) throw new GateError("BAD_HOSTNAME");
  const { host } = appsAddress(own.appsUrl);
  if (hostname === host || hostname.endsWith(`.${host}`)) {
    const publicMessage = `Names under ${host} are given by Homeport itself. Give a hostname of your own.`;
    throw new GateError("BAD_HOSTNAME", { publicMessage });
  }
  if (hostname === own.webUrl.hostname.toLowerCase()) {
    const publicMessage = "The console answers at this hostname. Give another one.";
    throw new GateError("BAD_HOSTNAME", { publicMessage });
  }
  return hostname;
}

/** A hostname as people write it: the script it was typed in, in lower case. */
export function shownHostname(hostname: string): string {
  return domainToUnicode(hostname) || hostname;
}

function isFullName(hostname: string): boolean {
  const labels = hostname.split(".");
  const last = labels.at(-1) ?? "";
  return (
    hostname.length <= maxChars &&
    labels.length > 1 &&
    labels.every((one) => label.test(one) && isGenuine(one)) &&
    !/^\d+$/.test(last)
  );
}

/** `xn--` promises another script; what does not decode to one is no A-label. */
function isGenuine(one: string): boolean {
  return !one.startsWith("xn--") || domainToUnicode(one) !== one;
}
