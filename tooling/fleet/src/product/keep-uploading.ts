import { createHash, randomBytes } from "node:crypto";
import { type ClientRequest, request as httpRequest } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { drawPhoto } from "@homeport/services/draw-photo";

/** Somebody who uploads photos through the console's front, one after the other, until told to stop. */
export interface Uploading {
  /** Sends no further photo; resolves when the last one is whole. */
  stop(): Promise<UploadsSeen>;
}

export interface UploadsSeen {
  /** SHA-256 of every photo that the console took, in hexadecimal. */
  readonly hashes: readonly string[];
  /** Photos of which a replica said before the end that it keeps what it has, and that the sender should go on elsewhere. */
  readonly continued: number;
  /** What no sender should see: a connection that was cut, an answer that refuses. */
  readonly failures: readonly string[];
}

export interface UploadingPlan {
  readonly webUrl: string;
  /** By which the console knows who sends. */
  readonly headers: Readonly<Record<string, string>>;
  readonly organizationId: string;
  readonly bytes: number;
  /** How long the whole of a photo takes to leave. */
  readonly overMs: number;
}

const path = "/api/v1/uploads";
const tus = { "Tus-Resumable": "1.0.0" };
const slices = 40;
/** Drawn small and filled up behind its end, where no decoder looks. */
const scale = 0.1;
const mostRefusals = 20;

/** Begins at once. What fails is noted and tried again, as a browser does. */
export function keepUploading(plan: UploadingPlan): Uploading {
  const hashes: string[] = [];
  const failures: string[] = [];
  let continued = 0;
  let isStopped = false;
  const base64 = (text: string) => Buffer.from(text).toString("base64");

  async function sendAll(): Promise<void> {
    for (let number = 0; !isStopped; number += 1) {
      const { name, bytes } = await drawPhoto(number, scale);
      const filling = randomBytes(Math.max(0, plan.bytes - bytes.length));
      await sendOne(name, Buffer.concat([bytes, filling]));
    }
  }

  async function sendOne(name: string, bytes: Buffer): Promise<void> {
    const made = await fetch(new URL(path, plan.webUrl), {
      method: "POST",
      headers: {
        ...{ ...plan.headers, ...tus, "Upload-Length": String(bytes.length) },
        "Upload-Metadata": `organizationId ${base64(plan.organizationId)},filename ${base64(name)}`,
      },
    });
    const address = made.headers.get("location");
    if (address === null) {
      failures.push(`creating was answered ${made.status} ${await made.text()}`);
      await pause(500);
      return;
    }
    for (let isWhole = false, refusals = 0; !isWhole && refusals < mostRefusals; ) {
      const offsetBytes = await standsAt(address);
      const rest = bytes.subarray(offsetBytes);
      const { status, cause, isDone } = await sendRest(address, rest, offsetBytes);
      isWhole = isDone;
      if (status === 204 && !isDone) continued += 1;
      if (status !== 204) {
        failures.push(`bytes from ${offsetBytes} on: ${status ?? cause}`);
        refusals += 1;
      }
    }
    hashes.push(createHash("sha256").update(bytes).digest("hex"));
  }

  /** Asked again while a request that ended a moment ago still holds the upload, as tus says. */
  async function standsAt(address: string): Promise<number> {
    const url = new URL(address, plan.webUrl);
    for (;;) {
      const { status, headers } = await fetch(url, {
        method: "HEAD",
        headers: { ...plan.headers, ...tus },
      });
      if (status === 200 || status === 204) return Number(headers.get("upload-offset"));
      if (status !== 423) failures.push(`asking how far it is: ${status}`);
      await pause(100);
    }
  }

  /** The bytes from there on, at an even pace, until they are answered. */
  function sendRest(address: string, rest: Buffer, offsetBytes: number): Promise<PatchAnswer> {
    const sending = httpRequest(new URL(address, plan.webUrl), {
      ...{ method: "PATCH", agent: false },
      headers: {
        ...{ ...plan.headers, ...tus, "Upload-Offset": offsetBytes },
        ...{ "Content-Type": "application/offset+octet-stream", "Content-Length": rest.length },
      },
    });
    const answered = answerOf(sending, plan.bytes);
    void writeSlowly(sending, rest, plan.overMs / slices);
    return answered;
  }

  const sent = sendAll();
  return {
    async stop() {
      isStopped = true;
      await sent;
      return { hashes, continued, failures };
    },
  };
}

interface PatchAnswer {
  /** Null when no answer came. */
  readonly status: number | null;
  readonly cause: string;
  readonly isDone: boolean;
}

function answerOf(sending: ClientRequest, wholeBytes: number): Promise<PatchAnswer> {
  return new Promise((resolve) => {
    sending.on("error", ({ message }) => resolve({ status: null, cause: message, isDone: false }));
    sending.once("response", (answer) => {
      answer.resume();
      const isDone = Number(answer.headers["upload-offset"]) >= wholeBytes;
      resolve({ status: answer.statusCode ?? null, cause: "", isDone });
      // What has not left by now is not wanted there.
      answer.once("close", () => sending.destroy());
    });
  });
}

async function writeSlowly(sending: ClientRequest, rest: Buffer, everyMs: number): Promise<void> {
  const sliceBytes = Math.ceil(rest.length / slices);
  for (let at = 0; at < rest.length && !sending.destroyed; at += sliceBytes) {
    sending.write(rest.subarray(at, at + sliceBytes));
    await pause(everyMs);
  }
  if (!sending.destroyed) sending.end();
}
