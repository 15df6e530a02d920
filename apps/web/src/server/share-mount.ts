import type { IncomingMessage, ServerResponse } from "node:http";
import { type ApiDeps, createShares, shareRefusal } from "@homeport/api";
import { PlatformError, retryAfterSeconds, toHomeportError } from "@homeport/platform";
import { mounts, paths } from "../paths.ts";
import { allow, askedOf } from "./asked.ts";
import type { Mount } from "./mount.ts";
import { pathOf } from "./route-of.ts";
import { renderSharePage, type SharePage } from "./share-page.ts";

const formBytesMost = 4 * 1024;

/**
 * `/s/<token>`: lets a browser in by a share link, and sends it on to the album, whose address holds nothing that opens it.
 * A link with a password asks for it on a page of its own, which needs no script.
 */
export function createShareMount(deps: ApiDeps, origin: URL): Mount {
  const openShare = createShares(deps);
  return async function answer(request, response, peer) {
    allow(request, response, "GET, POST");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Robots-Tag", "noindex");
    // The token stands in this address; no page that comes after may be told of it.
    response.setHeader("Referrer-Policy", "no-referrer");
    const token = pathOf(request.url ?? "").slice(mounts.share.length);
    const isTry = request.method === "POST";
    const password = isTry ? await readPassword(request, origin) : null;
    try {
      const opened = await openShare(askedOf(request, response, peer), token, password);
      response.appendHeader("Set-Cookie", opened.setCookie);
      const location = paths.publicAlbum(opened.organizationSlug, opened.albumSlug);
      response.writeHead(303, { Location: location }).end();
    } catch (error) {
      refuse(response, error, { isTry, nonce: peer.nonce });
    }
  };
}

function refuse(
  response: ServerResponse,
  error: unknown,
  { isTry, nonce }: { isTry: boolean; nonce: string },
): void {
  const why = shareRefusal(error);
  if (why === null) throw error;
  const { status } = toHomeportError(error);
  const wait = retryAfterSeconds(toHomeportError(error));
  if (wait !== null) response.setHeader("Retry-After", String(wait));
  const pages: Record<typeof why, SharePage> = {
    ended: { kind: "ended" },
    password: { kind: "password", problem: isTry ? "wrong" : null },
    wait: { kind: "password", problem: "wait" },
  };
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.statusCode = status;
  response.end(renderSharePage(pages[why], nonce));
}

/** What was typed into the form. Another site's form counts for nothing: it would try passwords in our visitors' name. */
async function readPassword(request: IncomingMessage, origin: URL): Promise<string> {
  const sentBy = request.headers.origin;
  // A page that sends no referrer has its forms say that they come from nowhere.
  const isOwn = sentBy === undefined || sentBy === "null" || sentBy === origin.origin;
  const site = request.headers["sec-fetch-site"];
  if (!isOwn || (site !== undefined && site !== "same-origin")) {
    throw new PlatformError("INPUT_INVALID");
  }
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    const chunk = Buffer.from(part);
    bytes += chunk.length;
    if (bytes > formBytesMost) throw new PlatformError("INPUT_INVALID");
    parts.push(chunk);
  }
  const form = new URLSearchParams(Buffer.concat(parts).toString("utf8"));
  return (form.get("password") ?? "").slice(0, 200);
}
