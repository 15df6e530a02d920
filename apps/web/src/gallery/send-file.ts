import { DetailedError, Upload } from "tus-js-client";
import { mounts } from "../paths.ts";

/** How one file is getting on. */
export type SendState =
  | { readonly kind: "waiting" }
  | { readonly kind: "sending"; readonly sentBytes: number }
  | { readonly kind: "sent"; readonly imageId: string; readonly isDuplicate: boolean }
  | { readonly kind: "refused"; readonly sentence: string; readonly code: string };

export interface Sending {
  /** Ends it; what has arrived is gone. */
  cancel(): void;
}

const requestBytes = 8 * 1024 * 1024;
/** A cut of a minute is bridged; then the person is told, and may try again. */
const retriesMs = [0, 1_000, 3_000, 5_000, 10_000, 30_000];

/**
 * Sends one file in requests of 8 MiB, going on where it stood after a cut, also after the page was loaded anew: the
 * browser remembers the address under the file's name, size and time.
 */
export function sendFile(
  file: File,
  organizationId: string,
  tell: (state: SendState) => void,
): Sending {
  let answer: { imageId: string; isDuplicate: boolean } | null = null;
  const upload = new Upload(file, {
    endpoint: mounts.uploads,
    chunkSize: requestBytes,
    retryDelays: retriesMs,
    removeFingerprintOnSuccess: true,
    metadata: {
      organizationId,
      filename: file.name,
      lastModifiedMs: String(file.lastModified),
    },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
    },
    onAfterResponse(_request, response) {
      const imageId = response.getHeader("Homeport-Image-Id");
      const result = response.getHeader("Homeport-Upload-Result");
      if (imageId) answer = { imageId, isDuplicate: result === "duplicate" };
    },
    onProgress: (sentBytes) => tell({ kind: "sending", sentBytes }),
    onSuccess: () => tell({ kind: "sent", ...(answer ?? { imageId: "", isDuplicate: false }) }),
    onError: (error) => tell(refusalOf(error)),
  });
  void upload.findPreviousUploads().then(([previous]) => {
    if (previous !== undefined) upload.resumeFromPreviousUpload(previous);
    upload.start();
  });
  return { cancel: () => void upload.abort(true) };
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
