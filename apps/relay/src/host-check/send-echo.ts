import { request as httpRequest } from "node:http";
import type { Duplex } from "node:stream";
import { StreamError, streamDuplex } from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import type { Carrier } from "../resolve/carrier.ts";
import { errorOfEnd } from "../transport/stream-errors.ts";
import { readUpTo } from "./read-up-to.ts";

/**
 * Sends `bytes` to the echo of a host's agent and compares what comes back. Rejects with ECHO_BROKEN where they differ,
 * with the stream's own error where it ended, and with the signal's reason.
 */
export async function sendEcho(
  carrier: Carrier,
  bytes: Buffer,
  asked: { readonly requestId: string; readonly signal: AbortSignal },
): Promise<void> {
  const { requestId, signal } = asked;
  const opened = carrier.open(
    { kind: "echo", appId: "", target: "", visitorAddress: "", requestId },
    { onData: () => {}, onEnd: () => {}, onClose: () => {} },
  );
  // From here on the connection is the one that is told of the stream's events.
  const connection = streamDuplex(opened.stream);
  connection.once("close", opened.onClosed);
  const leave = () => connection.destroy();
  signal.addEventListener("abort", leave, { once: true });
  try {
    const { status, body } = await post(connection, bytes);
    if (status !== 200 || !body.equals(bytes)) {
      throw new RelayError("ECHO_BROKEN", { detail: `status ${status}, ${body.length} bytes` });
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof StreamError ? errorOfStream(error) : broken(error);
  } finally {
    signal.removeEventListener("abort", leave);
    connection.destroy();
  }
}

function post(connection: Duplex, bytes: Buffer): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => connection,
      ...{ method: "POST", path: "/echo" },
      headers: { Host: "echo.invalid", "Content-Length": bytes.length, Connection: "close" },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      readUpTo(response, bytes.length).then(
        (body) => resolve({ status: response.statusCode ?? 0, body }),
        reject,
      );
    });
    request.end(bytes);
  });
}

function errorOfStream({ rstCode, deliveredBytes }: StreamError): RelayError {
  if (rstCode === null) return errorOfEnd({ kind: "lost", code: null });
  return errorOfEnd({ kind: "reset", by: "peer", code: rstCode, deliveredBytes });
}

/** An end in the middle of the answer, or an answer that is no HTTP. */
function broken(error: unknown): RelayError {
  return error instanceof RelayError ? error : new RelayError("ECHO_BROKEN", { cause: error });
}
