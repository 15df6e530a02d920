import { type ClientRequest, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** What a program says to one replica's upload routes. */
export interface CutSender {
  begin(url: string, lengthBytes: number): Promise<string>;
  /** Where it stands; asked again while the request that had it before holds its lock. */
  stands(url: string, address: string): Promise<number>;
  /** Sends bytes at a pace that a line might have, and does `cut` to the request when the last of them is on its way. */
  send(
    url: string,
    piece: { address: string; offsetBytes: number; bytes: Uint8Array; wholeBytes: number },
    cut: (sending: ClientRequest) => void,
  ): Promise<Answer | null>;
}

interface Answer {
  readonly status: number;
  readonly imageId: string | undefined;
}

const sliceBytes = 64 * 1024;
const sliceEveryMs = 2;
const askAgainMs = 500;
const tus = { "Tus-Resumable": "1.0.0" };

/** Tus by hand: a request that is cut in its midst is what no client library offers. */
export function createCutSender(token: string, organizationId: string): CutSender {
  const authorization = `Bearer ${token}`;
  const headers = { ...tus, authorization };

  return {
    async begin(url, lengthBytes) {
      const said = { organizationId, filename: "harbour.jpg" };
      const metadata = Object.entries(said).map(([name, value]) => `${name} ${btoa(value)}`);
      const made = await fetch(`${url}/api/v1/uploads`, {
        method: "POST",
        headers: {
          ...headers,
          "Upload-Length": String(lengthBytes),
          "Upload-Metadata": `${metadata}`,
        },
      });
      const address = made.headers.get("location");
      if (address === null) throw new Error(`No upload: ${made.status} ${await made.text()}`);
      return address;
    },

    async stands(url, address) {
      for (;;) {
        const answer = await fetch(`${url}${address}`, { method: "HEAD", headers });
        if (answer.ok) return Number(answer.headers.get("upload-offset"));
        if (answer.status !== 423) throw new Error(`HEAD was answered ${answer.status}`);
        await pause(askAgainMs);
      }
    },

    async send(url, { address, offsetBytes, bytes, wholeBytes }, cut) {
      const sending = request(`${url}${address}`, {
        method: "PATCH",
        headers: {
          ...headers,
          "Upload-Offset": offsetBytes,
          "Content-Type": "application/offset+octet-stream",
          "Content-Length": wholeBytes - offsetBytes,
        },
      });
      const answered = answerOf(sending);
      for (let at = 0; at < bytes.length; at += sliceBytes) {
        await new Promise((resolve) => sending.write(bytes.subarray(at, at + sliceBytes), resolve));
        await pause(sliceEveryMs);
      }
      cut(sending);
      return await answered;
    },
  };
}

/** Null where none comes. */
function answerOf(sending: ClientRequest): Promise<Answer | null> {
  return new Promise((resolve) => {
    sending.once("error", () => resolve(null));
    sending.once("close", () => resolve(null));
    sending.once("response", (response) => {
      response.resume();
      const imageId = response.headers["homeport-image-id"];
      resolve({
        status: response.statusCode ?? 0,
        imageId: typeof imageId === "string" ? imageId : undefined,
      });
    });
  });
}
