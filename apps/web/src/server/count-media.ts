import type { ServerResponse } from "node:http";
import type { GalleryEvents } from "@homeport/gallery";

/** Counts an answer once it is over: its status, and its bytes where all of them were sent. */
export function countMedia(
  response: ServerResponse,
  events: Pick<GalleryEvents, "mediaAnswered">,
): void {
  response.once("close", () => {
    const isBody = response.statusCode === 200 || response.statusCode === 206;
    const isSent = isBody && response.req.method === "GET" && response.writableFinished;
    events.mediaAnswered(
      response.statusCode,
      isSent ? Number(response.getHeader("Content-Length") ?? 0) : 0,
    );
  });
}
