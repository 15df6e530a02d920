import { describe, expect, test } from "vitest";
import { SourceChanged, sendUpload, type UploadPlan } from "./send-upload.ts";
import { UploadRefused } from "./upload-refused.ts";

const mib = 1024 * 1024;

interface Asked {
  readonly method: string;
  readonly bytes: number;
}

/** What meets a request instead of the server: an answer, or "lost": it is done, and its answer never comes. */
type Fault = (asked: Asked) => Response | "lost" | "unheard" | null;

/** The other end of tus, as far as one file goes. */
function createPeer(sizeBytes: number, fault: Fault = () => null) {
  const requests: Asked[] = [];
  let offset = 0;
  let isMade = false;
  const done = () => offset === sizeBytes;
  const headers = () => ({
    "upload-offset": String(offset),
    location: "/api/v1/uploads/u1",
    ...(isMade && done() ? { "homeport-upload-result": "created", "homeport-image-id": "i1" } : {}),
  });

  function answer(asked: Asked, from: number): Response {
    if (asked.method === "POST") isMade = true;
    if (asked.method === "HEAD" && !isMade) return new Response(null, { status: 404 });
    if (asked.method === "PATCH") {
      if (from !== offset) return refusal(409, "UPLOAD_OFFSET");
      offset += asked.bytes;
    }
    return new Response(null, { status: asked.method === "POST" ? 201 : 204, headers: headers() });
  }

  const fetch: typeof globalThis.fetch = async (_url, init) => {
    const body = init?.body instanceof Uint8Array ? init.body.length : 0;
    const asked = { method: init?.method ?? "GET", bytes: body };
    requests.push(asked);
    const met = fault(asked);
    if (met instanceof Response) return met;
    if (met === "unheard") throw new TypeError("fetch failed");
    const given = answer(asked, Number(new Headers(init?.headers).get("upload-offset")));
    if (met === "lost") throw new TypeError("fetch failed");
    return given;
  };
  return { fetch, requests, offset: () => offset, make: () => (isMade = true) };
}

function refusal(status: number, code: string): Response {
  return Response.json({ error: { code, message: `${code} it is.` } }, { status });
}

function planOf(sizeBytes: number, fetch: typeof globalThis.fetch): UploadPlan {
  return {
    ...{ baseUrl: "http://console.test", token: "t", fetch, waitsMs: [0, 0, 0] },
    metadata: { organizationId: "o", filename: "Küste.jpg" },
    source: { sizeBytes, read: async (_offset, most) => new Uint8Array(most) },
    sleep: async () => undefined,
  };
}

describe("an upload", () => {
  test("goes in requests of 8 MiB, and tells its address before a byte of it", async () => {
    const peer = createPeer(20 * mib);
    const told: (number | string)[] = [];
    const sent = await sendUpload({
      ...planOf(20 * mib, peer.fetch),
      onAddress: async (address) => void told.push(address),
      onSent: (offset) => told.push(offset / mib),
    });
    expect(sent).toEqual({ result: "created", imageId: "i1" });
    expect(peer.requests.map(({ bytes }) => bytes / mib)).toEqual([0, 8, 8, 4]);
    expect(told).toEqual(["/api/v1/uploads/u1", 0, 8, 16]);
  });

  test("asks where it stands after an answer was lost, and sends nothing twice", async () => {
    let patched = 0;
    const peer = createPeer(20 * mib, ({ method }) =>
      method === "PATCH" && ++patched === 2 ? "lost" : null,
    );
    await sendUpload(planOf(20 * mib, peer.fetch));
    expect(peer.requests.map(({ method }) => method)).toEqual([
      ...["POST", "PATCH", "PATCH", "HEAD", "PATCH"],
    ]);
  });

  test("is told of its result when its last answer was lost", async () => {
    const peer = createPeer(mib, ({ method }) => (method === "PATCH" ? "lost" : null));
    expect(await sendUpload(planOf(mib, peer.fetch))).toMatchObject({ imageId: "i1" });
  });

  test("halves its requests for a proxy's 413, and not for Homeport's own", async () => {
    const peer = createPeer(2 * mib, ({ bytes }) =>
      bytes > mib / 2 ? new Response("<h1>Too large</h1>", { status: 413 }) : null,
    );
    await sendUpload(planOf(2 * mib, peer.fetch));
    const arrived = peer.requests.filter(({ bytes }) => bytes > 0 && bytes <= mib / 2);
    expect(arrived.map(({ bytes }) => bytes / mib)).toEqual([0.5, 0.5, 0.5, 0.5]);
    const ours = createPeer(2 * mib, () => refusal(413, "FILE_TOO_LARGE"));
    await expect(sendUpload(planOf(2 * mib, ours.fetch))).rejects.toMatchObject({
      code: "FILE_TOO_LARGE",
    });
    expect(ours.requests).toHaveLength(1);
    const wall = createPeer(2 * mib, ({ method }) =>
      method === "PATCH" ? new Response("no", { status: 413 }) : null,
    );
    await expect(sendUpload(planOf(2 * mib, wall.fetch))).rejects.toMatchObject({
      code: "HTTP_413",
    });
    expect(wall.requests.at(-1)?.bytes).toBe(256 * 1024);
  });

  test("that an earlier run began goes on there, or begins anew when that is over", async () => {
    const peer = createPeer(20 * mib);
    peer.make();
    const address = "/api/v1/uploads/u1";
    await sendUpload({ ...planOf(20 * mib, peer.fetch), address });
    expect(peer.requests.map(({ method }) => method)).toEqual(["HEAD", "PATCH", "PATCH", "PATCH"]);
    const fresh = createPeer(mib);
    await sendUpload({ ...planOf(mib, fresh.fetch), address });
    expect(fresh.requests.map(({ method }) => method)).toEqual(["HEAD", "POST", "PATCH"]);
  });

  test("that an earlier run was refused is told why by a beginning of its own", async () => {
    const peer = createPeer(mib, ({ method }) => {
      if (method === "HEAD") return new Response(null, { status: 415 });
      return method === "PATCH" ? refusal(415, "UNSUPPORTED_FORMAT") : null;
    });
    const again = { ...planOf(mib, peer.fetch), address: "/api/v1/uploads/u0" };
    await expect(sendUpload(again)).rejects.toMatchObject({
      code: "UNSUPPORTED_FORMAT",
    });
    expect(peer.requests.map(({ method }) => method)).toEqual(["HEAD", "POST", "PATCH"]);
  });

  test("tries again while the server is busy, and ends where nobody answers", async () => {
    let asked = 0;
    const peer = createPeer(mib, () => (asked++ < 3 ? refusal(503, "STORE_DOWN") : null));
    expect(await sendUpload(planOf(mib, peer.fetch))).toMatchObject({ result: "created" });
    const nobody = createPeer(mib, () => "unheard");
    const failed = sendUpload(planOf(mib, nobody.fetch));
    await expect(failed).rejects.toThrow(UploadRefused);
    await expect(failed).rejects.toMatchObject({ code: "UNREACHABLE" });
    expect(nobody.requests).toHaveLength(4);
  });

  test("ends when its address cannot be kept, before a byte is sent", async () => {
    const peer = createPeer(mib);
    const onAddress = () => Promise.reject(new Error("The disk is full"));
    await expect(sendUpload({ ...planOf(mib, peer.fetch), onAddress })).rejects.toThrow("full");
    expect(peer.requests).toHaveLength(1);
  });

  test("ends at once when it is refused, stopped, or its file has changed", async () => {
    const refused = createPeer(mib, () => refusal(507, "QUOTA_EXCEEDED"));
    await expect(sendUpload(planOf(mib, refused.fetch))).rejects.toMatchObject({
      code: "QUOTA_EXCEEDED",
      message: "QUOTA_EXCEEDED it is.",
    });
    const stop = AbortSignal.abort(new Error("stopped"));
    const { fetch } = createPeer(mib);
    await expect(sendUpload({ ...planOf(mib, fetch), signal: stop })).rejects.toThrow("stopped");
    const read = () => Promise.reject(new SourceChanged("shorter"));
    const plan = { ...planOf(mib, createPeer(mib).fetch), source: { sizeBytes: mib, read } };
    await expect(sendUpload(plan)).rejects.toThrow(SourceChanged);
  });
});
