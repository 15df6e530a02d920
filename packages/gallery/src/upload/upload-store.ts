import type { Readable } from "node:stream";
import { DataStore, Upload } from "@tus/utils";
import type { GalleryDeps } from "../context.ts";
import { GalleryError, galleryErrors } from "../errors.ts";
import { createUpload } from "./create.ts";
import { readSentMetadata } from "./metadata.ts";
import { receiveBytes } from "./receive.ts";
import { discardBytes } from "./refuse.ts";
import { endUpload, findUpload, type UploadRow } from "./store.ts";

/** One request as the store sees it. */
export interface StoreSession {
  readonly userId: string;
  readonly mayPublish: (organizationId: string) => boolean;
  readonly lockToken: string;
  readonly lockMs: number;
}

/**
 * What @tus/server keeps uploads in, for one request: rows and storage. Nothing of an upload is kept in this process, so
 * the next request may go to any other.
 */
export class UploadStore extends DataStore {
  /** The row as this request saw it last. */
  seen: UploadRow | null = null;
  readonly #deps: GalleryDeps;
  readonly #session: StoreSession;

  constructor(deps: GalleryDeps, session: StoreSession) {
    super();
    this.#deps = deps;
    this.#session = session;
    this.extensions = ["creation", "creation-with-upload", "termination", "expiration"];
  }

  override async create(upload: Upload): Promise<Upload> {
    const { userId, lockToken, lockMs, mayPublish } = this.#session;
    const sent = readSentMetadata(upload.metadata ?? {});
    this.seen = await createUpload(this.#deps, {
      ...{ id: upload.id, userId, lockToken, lockMs, sent },
      lengthBytes: upload.size ?? 0,
      mayPublish: mayPublish(sent.organizationId),
    });
    return upload;
  }

  override async write(bytes: Readable, id: string, _offsetBytes: number): Promise<number> {
    const row = await this.#read(id);
    if (row.state !== "open") return row.offsetBytes;
    if (row.offsetBytes > 0) this.#deps.events.uploadResumed();
    const { lockToken } = this.#session;
    return await receiveBytes(this.#deps, { row, lockToken }, bytes);
  }

  override async getUpload(id: string): Promise<Upload> {
    const row = await this.#read(id);
    return new Upload({ id, size: row.lengthBytes, offset: row.offsetBytes });
  }

  override async remove(id: string): Promise<void> {
    const row = await this.#read(id);
    if (row.state === "done" || !(await endUpload(this.#deps.db.orm, id, "cancelled"))) {
      throw new GalleryError("UPLOAD_NOT_FOUND");
    }
    await discardBytes(this.#deps.storage, row);
    this.#deps.events.uploadEnded({ uploadId: id, result: "cancelled" });
  }

  /** Ours is counted from the last byte and by the database's clock, and so is written into the answer elsewhere. */
  override getExpiration(): number {
    return 0;
  }

  async #read(id: string): Promise<UploadRow> {
    const row = await findUpload(this.#deps.db.orm, id);
    if (row === null || row.userId !== this.#session.userId) {
      throw new GalleryError("UPLOAD_NOT_FOUND");
    }
    this.seen = row;
    if (row.state === "refused") throw refusalOf(row);
    if (row.state === "cancelled" || row.state === "expired")
      throw new GalleryError("UPLOAD_EXPIRED");
    return row;
  }
}

function refusalOf(row: UploadRow): GalleryError {
  const known = Object.keys(galleryErrors).find((code) => code === row.metadata.refusal);
  return new GalleryError(isCode(known) ? known : "UPLOAD_EXPIRED");
}

function isCode(code: string | undefined): code is keyof typeof galleryErrors {
  return code !== undefined && code in galleryErrors;
}
