import { Agent, request } from "node:http";
import type { Device } from "./device.ts";
import type { Move } from "./vault-set.ts";

export interface Door {
  readonly agent: Agent;
  readonly port: number;
  readonly authority: string;
}

export function openDoor(url: string, width: number): Door {
  const { port, host } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  return { agent, port: Number(port), authority: host };
}

/** Sends a signed change over a kept connection; rejects unless it is accepted, and new. */
export function sendMove(door: Door, device: Device, move: Move): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const asked = request({
    ...{ agent: door.agent, host: "127.0.0.1", port: door.port, method: "POST", path: move.path },
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(move.body),
      "x-homeport-signer": device.id,
      "x-homeport-authority": door.authority,
      "x-homeport-timestamp": String(move.timestampMs),
      "x-homeport-signature": move.requestSignature,
    },
  });
  asked.on("response", (answer) => {
    let text = "";
    answer.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    answer.on("end", () => {
      if (answer.statusCode === 201) resolve();
      else reject(new Error(`a change was answered with ${answer.statusCode}: ${text}`));
    });
    answer.on("error", reject);
  });
  asked.on("error", reject);
  asked.end(move.body);
  return promise;
}
