import { maySendAgain } from "@homeport/client";
import { DetailedError, Upload } from "tus-js-client";
import { mounts } from "../paths.ts";
import { halveRequest, readRequestBytes } from "./request-size.ts";
import { uploadFingerprint } from "./upload-fingerprint.ts";

/** How one file is getting on. */
export type SendState =
  | { readonly kind: "waiting" }
  | { readonly kind: "sending"; readonly sentBytes: number; readonly bytesPerS: number }
  | { readonly kind: "paused" }
  /** It has arrived, and a JPEG is made of it. */
  | { readonly kind: "converting" }
  | { readonly kind: "sent"; readonly imageId: string; readonly isDuplicate: boolean }
  | { readonly kind: "refused"; readonly sentence: string; readonly code: string };

/** Where a file goes. */
export interface SendTarget {
  readonly organizationId: string;
  readonly albumId?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The photo whose pixels this file stands for. */
  readonly renditionOf?: string;
}

export interface Sending {
  /** Breaks off; what has arrived counts when the same file is sent again. */
  pause(): void;
  /** Ends it; what has arrived is gone. */
  cancel(): void;
}

/** After these every half a minute for a day, however long the line is away; the count begins anew with each byte. */
const firstRetriesMs = [0, 1_000, 3_000, 5_000, 10_000];
const retriesMs = [...firstRetriesMs, ...Array<number>(2_880).fill(30_000)];

/**
 * Sends one file in requests of 8 MiB, or of what a proxy on the way lets through, going on where it stood after a cut,
 * also after the page was loaded anew: the browser remembers the address by the file and the place that it goes to.
 */
export function sendFile(
  file: File,
  target: SendTarget,
  tell: (state: SendState) => void,
): Sending {
  const { organizationId, albumId, tags = [], renditionOf } = target;
  const speed = createSpeed();
  let answer: { imageId: string; isDuplicate: boolean } | null = null;
  const upload = new Upload(file, {
    endpoint: mounts.uploads,
    chunkSize: readRequestBytes(localStorage),
    fingerprint: async () => uploadFingerprint(file, target),
    retryDelays: retriesMs,
    removeFingerprintOnSuccess: true,
    metadata: {
      organizationId,
      filename: file.name,
      lastModifiedMs: String(file.lastModified),
      ...(albumId === undefined ? {} : { albumId }),
      ...(tags.length === 0 ? {} : { tags: tags.join(",") }),
      ...(renditionOf === undefined ? {} : { role: "rendition", forId: renditionOf }),
    },
    onShouldRetry: (error, _tried, options) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      const isOurs = readError(error.originalResponse?.getBody()) !== null;
      const halved = halveRequest(localStorage, { status, isOurs }, options.chunkSize ?? 0);
      if (halved !== null) {
        upload.options.chunkSize = halved;
        return true;
      }
      // No answer at all: the line is away.
      return status === 0 || maySendAgain(status);
    },
    onAfterResponse(_request, response) {
      const imageId = response.getHeader("Homeport-Image-Id");
      const result = response.getHeader("Homeport-Upload-Result");
      if (imageId) answer = { imageId, isDuplicate: result === "duplicate" };
    },
    onProgress: (sentBytes) => tell({ kind: "sending", sentBytes, bytesPerS: speed(sentBytes) }),
    onSuccess: () => tell({ kind: "sent", ...(answer ?? { imageId: "", isDuplicate: false }) }),
    onError: (error) => tell(refusalOf(error)),
  });
  void upload.findPreviousUploads().then(([previous]) => {
    if (previous !== undefined) upload.resumeFromPreviousUpload(previous);
    upload.start();
  });
  return {
    pause: () => void upload.abort(false),
    cancel: () => void upload.abort(true),
  };
}

/** Bytes a second since the first that were told: what came before a cut was not sent now. */
function createSpeed(): (sentBytes: number) => number {
  let first: { atMs: number; bytes: number } | null = null;
  return (sentBytes) => {
    const atMs = performance.now();
    first ??= { atMs, bytes: sentBytes };
    const seconds = (atMs - first.atMs) / 1_000;
    return seconds < 0.5 ? 0 : (sentBytes - first.bytes) / seconds;
  };
}

/** What the server said of it; what has no body of ours never reached it. */
function refusalOf(error: Error): SendState {
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
  const said = readError(body);
  return said === null
    ? { kind: "refused", code: "UNREACHABLE", sentence: "Homeport did not answer. Try again." }
    : { kind: "refused", ...said };
}

function readError(body: string | undefined): { code: string; sentence: string } | null {
  try {
    const parsed: unknown = JSON.parse(body ?? "");
    const error: unknown = Reflect.get(Object(parsed), "error");
    const [code, message] = ["code", "message"].map((name) => Reflect.get(Object(error), name));
    return typeof code === "string" && typeof message === "string"
      ? { code, sentence: message }
      : null;
  } catch {
    return null;
  }
}
