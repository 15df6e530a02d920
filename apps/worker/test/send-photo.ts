import { createUploadHandler, type GalleryDeps } from "@homeport/gallery";
import { newId } from "@homeport/platform";

const path = "/api/v1/uploads";

/** Uploads a whole file in one request, by the handler that a web process runs; answers its photo's id. */
export async function sendPhoto(
  deps: GalleryDeps,
  by: { readonly organizationId: string; readonly userId: string },
  { name, bytes }: { readonly name: string; readonly bytes: Buffer<ArrayBuffer> },
): Promise<string> {
  const { organizationId, userId } = by;
  const actor = { kind: "user", userId, sessionId: "s", name: "Ada", email: "ada@example.org" };
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const request = new Request(`http://console.test${path}`, {
    method: "POST",
    headers: {
      "Tus-Resumable": "1.0.0",
      "Upload-Length": String(bytes.length),
      "Upload-Metadata": `organizationId ${base64(organizationId)},filename ${base64(name)}`,
      "Content-Type": "application/offset+octet-stream",
    },
    body: bytes,
    duplex: "half",
  });
  const { headers, status } = await createUploadHandler(deps, { path })(request, {
    ...{ userId, mayUpload: () => true, mayPublish: () => true },
    request: {
      actor: { ...actor, kind: "user" },
      ...{ address: null, requestId: newId(), organizationId },
    },
  });
  if (headers.get("homeport-upload-result") !== "created") {
    throw new Error(`the upload of ${name} was answered with ${status}`);
  }
  return headers.get("homeport-image-id") ?? "";
}
