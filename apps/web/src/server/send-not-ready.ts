import type { IncomingMessage, ServerResponse } from "node:http";
import { GalleryError } from "@homeport/gallery";
import { sendError } from "./answer.ts";
import { sendFailedPage } from "./failed-page.ts";

/**
 * Answers that a download is being prepared, and when to ask again: a person who came by the bare address with a page, a
 * program in the shape of all refusals. Nothing has failed, so no log says that it has. Throws every other error.
 */
export function sendNotReady(
  request: IncomingMessage,
  response: ServerResponse,
  { error, requestId }: { error: unknown; requestId: string },
): void {
  if (!(error instanceof GalleryError && error.code === "DOWNLOAD_NOT_READY")) throw error;
  const isRead = request.headers.accept?.includes("text/html") === true;
  const send = isRead ? sendFailedPage : sendError;
  send(response, error, requestId);
}
