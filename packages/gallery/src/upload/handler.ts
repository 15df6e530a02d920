import {
  errorBody,
  type HomeportError,
  isHomeportError,
  newId,
  newToken,
  type RequestContext,
  retryAfterSeconds,
  toHomeportError,
} from "@homeport/platform";
import { Server } from "@tus/server";
import { ERRORS } from "@tus/utils";
import type { GalleryDeps } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { finishUpload } from "./finish.ts";
import { createUploadLock, type LockTimes, usualLockTimes } from "./locker.ts";
import { readSentMetadata } from "./metadata.ts";
import type { FinishedUpload } from "./outcome.ts";
import { findUpload } from "./store.ts";
import { UploadStore } from "./upload-store.ts";

/** Who sends, and what they may do where. */
export interface Uploader {
  readonly userId: string;
  readonly request: RequestContext;
  mayUpload(organizationId: string): boolean;
  /** Whoever does may send what stands for others' photos, too. */
  mayPublish(organizationId: string): boolean;
}

export type UploadHandler = (request: Request, uploader: Uploader) => Promise<Response>;

const atOnce = { user: 8, replica: 64 };

/**
 * Answers tus 1.0.0 under `path`: creation, creation with upload, termination, expiration. An upload that is not the
 * sender's does not exist for them. Refusals have the one shape of plain HTTP routes. Once `stopping` aborts, each request
 * keeps what has arrived and says how much that is, so that its sender goes on at another replica.
 */
export function createUploadHandler(
  deps: GalleryDeps,
  options: { path: string; stopping?: AbortSignal; lockTimes?: LockTimes },
): UploadHandler {
  const stopping = options.stopping ?? new AbortController().signal;
  const settled = { lockTimes: usualLockTimes, ...options, stopping };
  const running = new Map<string, number>();
  let all = 0;

  return async function answerUpload(request, uploader) {
    const mine = running.get(uploader.userId) ?? 0;
    if (mine >= atOnce.user || all >= atOnce.replica) {
      return refuse(new GalleryError("TOO_MANY_UPLOADS"), uploader);
    }
    running.set(uploader.userId, mine + 1);
    all += 1;
    try {
      return await answerOne(deps, settled, request, uploader);
    } finally {
      all -= 1;
      const left = (running.get(uploader.userId) ?? 1) - 1;
      if (left > 0) running.set(uploader.userId, left);
      else running.delete(uploader.userId);
    }
  };
}

async function answerOne(
  deps: GalleryDeps,
  options: { path: string; stopping: AbortSignal; lockTimes: LockTimes },
  request: Request,
  uploader: Uploader,
): Promise<Response> {
  const { lockTimes: times, stopping } = options;
  const lockToken = newToken(deps.random, 12);
  const { userId, mayPublish } = uploader;
  const session = { userId, mayPublish, lockToken, lockMs: times.lifeMs };
  const datastore = new UploadStore(deps, session);
  let refusal: unknown = null;
  let finished: FinishedUpload | null = null;
  const server = new Server({
    path: options.path,
    relativeLocation: true,
    allowedOrigins: [],
    maxSize: deps.maxUploadBytes,
    // What has arrived is made durable by the store when its bytes end: nothing is left to wait for.
    lockDrainTimeout: 1,
    datastore,
    locker: {
      newLock: (id) => createUploadLock(deps, { id, token: lockToken, times, stopping }),
    },
    disableTerminationForFinishedUploads: false,
    namingFunction: () => newId(deps.clock.nowMs(), deps.random),
    onIncomingRequest: async (asked, id) => {
      if (asked.method !== "POST") await refuseOthers(deps, uploader, id);
    },
    onUploadCreate: async (_asked, upload) => {
      const { organizationId } = readSentMetadata(upload.metadata ?? {});
      if (!uploader.mayUpload(organizationId)) throw new GalleryError("NOT_PERMITTED");
      return {};
    },
    onUploadFinish: async (_asked, upload) => {
      finished = await finishUpload(deps, uploader.request, upload.id);
      return {};
    },
    onResponseError: (_asked, error) => {
      refusal = error;
      return undefined;
    },
  });
  const answer = await server.handleWeb(withSoftEnd(request));
  const ours = refusalOf(refusal);
  if (ours !== null) return refuse(ours, uploader);
  // Whoever lost the last answer asks where the upload stands: then what is left to be done is done now.
  const row = datastore.seen;
  if (row !== null && finished === null && request.method === "HEAD" && answer.ok) {
    try {
      if (row.state === "finishing" || row.state === "done") {
        finished = await finishUpload(deps, uploader.request, row.id);
      }
    } catch (error) {
      return refuse(error, uploader);
    }
  }
  return describe(answer, finished, row?.expiresAt ?? null);
}

/**
 * The same request, whose body ends where its connection was cut. A body that fails would take along what has arrived
 * and is still on its way to the store.
 */
function withSoftEnd(request: Request): Request {
  const { url, method, headers, body } = request;
  if (body === null) return request;
  const reader = body.getReader();
  const soft = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const step = await reader.read().catch(() => null);
      if (step === null || step.done) controller.close();
      else controller.enqueue(step.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Request(url, { method, headers, body: soft, duplex: "half" });
}

/** Throws UPLOAD_NOT_FOUND for an upload of somebody else, or of an organization that is not the sender's any more. */
async function refuseOthers(deps: GalleryDeps, uploader: Uploader, id: string): Promise<void> {
  const row = await findUpload(deps.db.orm, id);
  const isTheirs = row?.userId === uploader.userId && uploader.mayUpload(row.organizationId);
  if (!isTheirs) throw new GalleryError("UPLOAD_NOT_FOUND");
}

/** The library's own refusals as ours where we have a code for them; a body that is not ours would name a proxy. */
function refusalOf(error: unknown): HomeportError | null {
  if (isHomeportError(error)) return error;
  // It gave its lock up before a byte of it was taken.
  if (error === ERRORS.ABORTED) return new GalleryError("UPLOAD_LOCKED");
  const status =
    typeof error === "object" && error !== null ? Reflect.get(error, "status_code") : null;
  switch (status) {
    case 404:
      return new GalleryError("UPLOAD_NOT_FOUND");
    case 409:
      return new GalleryError("UPLOAD_OFFSET");
    case 413:
      return new GalleryError("FILE_TOO_LARGE");
    default:
      return null;
  }
}

function describe(
  answer: Response,
  finished: FinishedUpload | null,
  expiresAt: Date | null,
): Response {
  const headers = new Headers(answer.headers);
  headers.delete("Access-Control-Allow-Origin");
  headers.delete("Access-Control-Expose-Headers");
  headers.set("Cache-Control", "no-store");
  if (finished !== null) {
    headers.set("Homeport-Upload-Result", finished.result);
    headers.set("Homeport-Image-Id", finished.imageId);
  } else if (expiresAt !== null && answer.ok) {
    headers.set("Upload-Expires", expiresAt.toUTCString());
  }
  return new Response(answer.body, { status: answer.status, headers });
}

function refuse(error: unknown, uploader: Uploader): Response {
  const known = toHomeportError(error);
  const wait = retryAfterSeconds(known);
  return Response.json(errorBody(known, uploader.request.requestId), {
    status: known.status,
    headers: {
      "Tus-Resumable": "1.0.0",
      "Cache-Control": "no-store",
      ...(wait === null ? {} : { "Retry-After": String(wait) }),
    },
  });
}
