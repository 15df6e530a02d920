/** What an OPEN asks of the connection to its target. */
export interface TargetText {
  /** Empty means: the port on which the agent runs the app. */
  readonly target: string;
  /** Which header with the visitor's address goes first, on a connection that serves nothing else. */
  readonly proxyProtocol: "off" | "v1" | "v2";
  /** Whether a target with TLS must show a certificate that this machine trusts. */
  readonly tlsVerify: boolean;
}

const options = { v1: "proxy-v1", v2: "proxy-v2", anyCertificate: "tls-any" } as const;

/** Writes what is asked behind the target; a target itself holds no `#`. */
export function writeTargetText({ target, proxyProtocol, tlsVerify }: TargetText): string {
  const words = [
    ...(proxyProtocol === "off" ? [] : [options[proxyProtocol]]),
    ...(tlsVerify ? [] : [options.anyCertificate]),
  ];
  return words.length === 0 ? target : `${target}#${words.join(",")}`;
}

/**
 * Reads the target of an OPEN. Null for an option that is not known here: what was asked for cannot be done, and
 * leaving it out would connect in another way than was meant.
 */
export function readTargetText(text: string): TargetText | null {
  const at = text.indexOf("#");
  if (at < 0) return { target: text, proxyProtocol: "off", tlsVerify: true };
  let proxyProtocol: TargetText["proxyProtocol"] = "off";
  let tlsVerify = true;
  for (const word of text.slice(at + 1).split(",")) {
    if (word === options.v1) proxyProtocol = "v1";
    else if (word === options.v2) proxyProtocol = "v2";
    else if (word === options.anyCertificate) tlsVerify = false;
    else return null;
  }
  return { target: text.slice(0, at), proxyProtocol, tlsVerify };
}
