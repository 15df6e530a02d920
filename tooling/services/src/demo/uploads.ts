import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** One stored file: its own random id, the name it came with, its size and its SHA-256 in hex. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Files that people sent to the sample app, one file each under `<folder>/uploads`. */
export interface Uploads {
  list(): Promise<readonly Upload[]>;
  /** Streams `body` to disk and answers what was stored; a body that breaks off leaves nothing. */
  store(name: string, body: Readable): Promise<Upload>;
  open(id: string): Promise<{ upload: Upload; body: Readable } | null>;
}

/** Opens the folder of uploads, making it when it is missing. */
export async function openUploads(folder: string): Promise<Uploads> {
  const root = join(folder, "uploads");
  await mkdir(root, { recursive: true });

  async function list(): Promise<readonly Upload[]> {
    const found: Upload[] = [];
    for (const file of await readdir(root)) {
      const upload = await describe(root, file);
      if (upload !== null) found.push(upload);
    }
    return found.sort((a, b) => a.name.localeCompare(b.name));
  }

  return {
    list,
    async store(name, body) {
      const id = randomUUID();
      const partial = join(root, `${id}.partial`);
      const hash = createHash("sha256");
      const hashing = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      });
      try {
        await pipeline(body, hashing, createWriteStream(partial));
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
      const file = `${id}~${hash.digest("hex")}~${encodeURIComponent(name).slice(0, 120)}`;
      await rename(partial, join(root, file));
      const upload = await describe(root, file);
      if (upload === null) throw new Error("the stored file vanished");
      return upload;
    },
    async open(id) {
      const upload = (await list()).find((candidate) => candidate.id === id);
      if (upload === undefined) return null;
      const file = (await readdir(root)).find((candidate) => candidate.startsWith(`${id}~`));
      return file === undefined ? null : { upload, body: createReadStream(join(root, file)) };
    },
  };
}

async function describe(root: string, file: string): Promise<Upload | null> {
  const [id, sha256, encoded] = file.split("~");
  if (id === undefined || sha256 === undefined || encoded === undefined) return null;
  const { size } = await stat(join(root, file));
  return { id, sha256, name: readableName(encoded), sizeBytes: size };
}

/** The cut at 120 characters may split an escape; what does not decode is shown as it stands. */
function readableName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
