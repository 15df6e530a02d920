import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";

export interface RelayQuestion {
  /** Where a relay is reached. */
  readonly address: URL;
  /** The apps host, by which any relay knows the address that all apps share. */
  readonly host: string;
  /** Path and query; never with a credential in it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asks a relay as a program would, up to the head of its answer. Rejects when none comes, or with the signal's reason. */
export function askRelay(question: RelayQuestion, signal: AbortSignal): Promise<IncomingMessage> {
  const { address, host, path, headers } = question;
  return new Promise((resolve, reject) => {
    const request = (address.protocol === "https:" ? httpsRequest : httpRequest)(
      new URL(path, address),
      { agent: false, signal, headers: { ...headers, Host: host } },
    );
    request.on("response", resolve);
    request.on("error", () => reject(signal.aborted ? signal.reason : new Error("no answer")));
    request.end();
  });
}
