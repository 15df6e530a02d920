import { appOrigin, appsAddress } from "../door/addresses.ts";

export interface Address {
  readonly hostname: string;
  readonly url: string;
}

/** Where an app answers under this label. */
export function labelAddress(appsUrl: URL, label: string): Address {
  return addressOf(appsUrl, `${label}.${appsAddress(appsUrl).host}`);
}

export function addressOf(appsUrl: URL, hostname: string): Address {
  return { hostname, url: `${appOrigin(appsAddress(appsUrl), hostname)}/` };
}
