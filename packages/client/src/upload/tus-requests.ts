import { maySendAgain } from "./may-send-again.ts";
import type { SentUpload } from "./send-upload.ts";
import type { Refusal } from "./upload-refused.ts";

/** Where uploads go, and as whom. */
export interface UploadTarget {
  /** Address of the console. */
  readonly baseUrl: string | URL;
  /** As `createHomeportClient` takes it. */
  readonly token?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One answer, read. */
export interface TusAnswer {
  readonly status: number;
  readonly address: string | null;
  readonly offsetBytes: number | null;
  readonly result: SentUpload | null;
  readonly refusal: Refusal | null;
  /** Busy, held by another request, or at another place than was thought. */
  readonly mayTryAgain: boolean;
  readonly retryAfterMs: number | null;
}

const path = "/api/v1/uploads";
/** Longer than a request of 8 MiB takes on a slow line. */
const requestDeadlineMs = 300_000;

/** The four requests of tus 1.0.0 that sending a file takes. They reject when no answer comes. */
export function createTusRequests(target: UploadTarget) {
  const base = new URL(target.baseUrl);
  const send = target.fetch ?? globalThis.fetch;

  async function ask(
    method: string,
    url: URL,
    headers: Record<string, string>,
    body?: Uint8Array<ArrayBuffer>,
  ): Promise<TusAnswer> {
    const deadline = AbortSignal.timeout(requestDeadlineMs);
    const { signal } = target;
    const response = await send(url, {
      method,
      headers: {
        "Tus-Resumable": "1.0.0",
        ...(target.token === undefined ? {} : { authorization: `Bearer ${target.token}` }),
        ...headers,
      },
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      ...(body === undefined ? {} : { body }),
    });
    return await readAnswer(response);
  }

  return {
    create: (sizeBytes: number, metadata: Readonly<Record<string, string>>) =>
      ask("POST", new URL(path, base), {
        "Upload-Length": String(sizeBytes),
        "Upload-Metadata": Object.entries(metadata)
          .map(([name, value]) => `${name} ${toBase64(value)}`)
          .join(","),
      }),
    head: (address: string) => ask("HEAD", new URL(address, base), {}),
    patch: (address: string, offsetBytes: number, bytes: Uint8Array<ArrayBuffer>) =>
      ask(
        "PATCH",
        new URL(address, base),
        {
          "Upload-Offset": String(offsetBytes),
          "Content-Type": "application/offset+octet-stream",
        },
        bytes,
      ),
  };
}

async function readAnswer(response: Response): Promise<TusAnswer> {
  const { status, headers, ok } = response;
  const text = await response.text();
  const offset = headers.get("upload-offset");
  const wait = Number(headers.get("retry-after"));
  return {
    status,
    address: headers.get("location"),
    offsetBytes: offset === null ? null : Number(offset),
    result: ok ? readResult(headers) : null,
    refusal: ok ? null : readRefusal(status, text),
    mayTryAgain: maySendAgain(status),
    retryAfterMs: wait > 0 ? wait * 1_000 : null,
  };
}

function readResult(headers: Headers): SentUpload | null {
  const result = headers.get("homeport-upload-result");
  const imageId = headers.get("homeport-image-id");
  if (imageId === null) return null;
  return { imageId, result: result === "duplicate" || result === "attached" ? result : "created" };
}

function readRefusal(status: number, text: string): Refusal {
  try {
    const error: unknown = Reflect.get(Object(JSON.parse(text)), "error");
    const [code, sentence] = ["code", "message"].map((name) => Reflect.get(Object(error), name));
    if (typeof code === "string" && typeof sentence === "string") {
      return { code, sentence, isOurs: true };
    }
  } catch {
    // A proxy's own page.
  }
  return { code: `HTTP_${status}`, sentence: `The answer was ${status}.`, isOurs: false };
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
