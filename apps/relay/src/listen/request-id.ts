import { newId } from "@homeport/platform";

const acceptable = /^[A-Za-z0-9_-]{8,64}$/;

/** The id by which a request is known everywhere: a trusted proxy's own when it is well formed, else a new one. */
export function chooseRequestId(sent: string | undefined, fromTrustedProxy: boolean): string {
  return fromTrustedProxy && sent !== undefined && acceptable.test(sent) ? sent : newId();
}
