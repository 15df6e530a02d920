import type { CDPSession } from "@playwright/test";
import type { Figures } from "../bench-case.ts";

interface Transfer {
  kind: string;
  sentBytes: number;
  bodyBytes: number;
}

/** Counts what passes from now on, until the answer is called: by kind as sent, and of scripts also as parsed. */
export function countTransfers(session: CDPSession): () => Figures {
  const transfers = new Map<string, Transfer>();
  session.on("Network.requestWillBeSent", ({ requestId, type = "Other" }) => {
    transfers.set(requestId, { kind: type, sentBytes: 0, bodyBytes: 0 });
  });
  session.on("Network.dataReceived", ({ requestId, dataLength }) => {
    const transfer = transfers.get(requestId);
    if (transfer !== undefined) transfer.bodyBytes += dataLength;
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const transfer = transfers.get(requestId);
    if (transfer !== undefined) transfer.sentBytes = encodedDataLength;
  });
  return () => {
    const all = [...transfers.values()];
    const sent = (kind?: string) =>
      all
        .filter((one) => kind === undefined || one.kind === kind)
        .reduce((sum, { sentBytes }) => sum + sentBytes, 0);
    const scripts = all.filter(({ kind }) => kind === "Script");
    return {
      scriptBytes: sent("Script"),
      scriptParsedBytes: scripts.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0),
      styleBytes: sent("Stylesheet"),
      fontBytes: sent("Font"),
      pageBytes: sent(),
      requests: all.filter(({ sentBytes }) => sentBytes > 0).length,
    };
  };
}
