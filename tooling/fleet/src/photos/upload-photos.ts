import { type Db, schema } from "@homeport/db";
import { createUploadHandler, type GalleryDeps } from "@homeport/gallery";
import { newId } from "@homeport/platform";
import { drawPhoto } from "@homeport/services/draw-photo";
import { readRealPhotos } from "./real-photos.ts";

/** A gallery of its own, and somebody who uploads to it by the very handler that a web process runs. */
export interface Uploads {
  readonly organizationId: string;
  /** Uploads the photos of these numbers, the first of which cameras have taken; answers their ids. */
  send(numbers: readonly number[]): Promise<string[]>;
  /** Uploads this file; answers its photo's id. */
  sendFile(name: string, bytes: Uint8Array): Promise<string>;
  /** Photos that end the decoder of a trial's worker. */
  sendDeadly(numbers: readonly number[]): Promise<string[]>;
}

const path = "/api/v1/uploads";
/** What the decoder of a trial looks for at the end of a file. */
const deadly = Buffer.from("ends its decoder");
/** What is drawn is tried with, not looked at. */
const scale = 0.5;

export async function openUploads(
  deps: GalleryDeps,
  { orm }: Db,
  { slug }: { slug: string },
): Promise<Uploads> {
  const [userId, organizationId] = [newId(), newId()];
  const person = { name: "Ada", email: `${slug}@example.org` };
  await orm.insert(schema.users).values({ id: userId, ...person });
  await orm.insert(schema.organizations).values({ id: organizationId, name: "Fleet", slug });
  const answer = createUploadHandler(deps, { path });
  const actor = { kind: "user", userId, sessionId: "s", ...person } as const;
  const real = readRealPhotos();

  async function sendOne(number: number, ending = Buffer.alloc(0)): Promise<string> {
    const { name, bytes } = real[number] ?? (await drawPhoto(number, scale));
    return await sendFile(name, Buffer.concat([bytes, ending]));
  }

  async function sendFile(name: string, bytes: Uint8Array): Promise<string> {
    const body = Buffer.from(bytes);
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const request = new Request(`http://console.test${path}`, {
      method: "POST",
      headers: {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": String(body.length),
        "Upload-Metadata": `organizationId ${base64(organizationId)},filename ${base64(name)}`,
        "Content-Type": "application/offset+octet-stream",
      },
      body,
      duplex: "half",
    });
    const answered = await answer(request, {
      ...{ userId, mayUpload: () => true, mayPublish: () => true },
      request: { actor, address: null, requestId: newId(), organizationId },
    });
    const imageId = answered.headers.get("homeport-image-id");
    if (imageId !== null) return imageId;
    const said = await answered.text();
    throw new Error(`the upload of ${name} was answered ${answered.status}: ${said}`);
  }

  async function sendAll(numbers: readonly number[], ending?: Buffer<ArrayBuffer>) {
    const imageIds: string[] = [];
    for (const number of numbers) imageIds.push(await sendOne(number, ending));
    return imageIds;
  }

  return {
    ...{ organizationId, sendFile },
    send: (numbers) => sendAll(numbers),
    sendDeadly: (numbers) => sendAll(numbers, deadly),
  };
}
