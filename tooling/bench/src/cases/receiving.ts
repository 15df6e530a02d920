import { benchCase } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import { countCpu } from "../cpu.ts";
import { readResident, watchPeak } from "../memory.ts";
import { openFolder } from "../own-folder.ts";
import type { GalleryWeb } from "../product/gallery-web.ts";
import { startProgram } from "../program.ts";
import type { Site } from "../site.ts";
import { transferFigures } from "./cpu-figures.ts";

interface Receiver extends Running {
  /** Where uploads are made. */
  readonly url: string;
  /** What an upload says of itself, base64 as tus has it. */
  readonly metadata: string;
}

const fileBytes = 300_000_000;
const requestBytes = 8 * 1_024 * 1_024;
const warmUpBytes = 32_000_000;

/** One file of 300 MB in requests of 8 MiB: by the build of web, and by a bare tus server. */
export function receiving(site: Site, open: () => Promise<GalleryWeb>) {
  return benchCase<Receiver>({
    ...{ name: "receiving", title: "an upload of 300 MB" },
    contenders: [
      contender("uploads", async () => {
        const { web, token, organizationId } = await open();
        const words = { organizationId, filename: "photo.jpg" };
        return {
          ...{ port: web.port, host: "", programs: [web], url: `${web.url}/api/v1/uploads` },
          headers: { authorization: `Bearer ${token}` },
          metadata: Object.entries(words)
            .map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`)
            .join(","),
        };
      }),
      contender("bare-tus", async () => {
        const folder = openFolder(site.stage.stack);
        const program = await startProgram(site.stage, "tus", "bare-tus.ts", [folder]);
        const url = `http://127.0.0.1:${program.port}/files`;
        return {
          ...{ port: program.port, host: "", headers: {}, programs: [program], url },
          metadata: `filename ${Buffer.from("photo.jpg").toString("base64")}`,
        };
      }),
    ],
    async measure(receiver) {
      await send(receiver, warmUpBytes);
      const { programs } = receiver;
      const [before = 0] = readResident(programs);
      const startedMs = performance.now();
      const { result, spent } = await countCpu(programs, () =>
        watchPeak(programs, () => send(receiver, fileBytes)),
      );
      const figures = transferFigures(spent, fileBytes, performance.now() - startedMs);
      return { ...figures, grownBytes: Math.max(1, (result[0] ?? 0) - before) };
    },
  });
}

/** Bytes that begin as a JPEG does, and that nobody has sent before. */
async function send({ url, headers, metadata }: Receiver, sizeBytes: number): Promise<void> {
  const tus = { ...headers, "tus-resumable": "1.0.0" };
  const created = await fetch(url, {
    method: "POST",
    headers: { ...tus, "upload-length": String(sizeBytes), "upload-metadata": metadata },
  });
  if (created.status !== 201) throw new Error(`${created.status} ${await created.text()}`);
  const location = new URL(created.headers.get("location") ?? "", url);
  const block = crypto.getRandomValues(new Uint32Array(requestBytes / 4).subarray(0, 16_384));
  const bytes = Buffer.alloc(requestBytes, Buffer.from(block.buffer));
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  for (let offset = 0; offset < sizeBytes; offset += requestBytes) {
    const answer = await fetch(location, {
      method: "PATCH",
      headers: {
        ...{ ...tus, "upload-offset": String(offset) },
        "content-type": "application/offset+octet-stream",
      },
      body: bytes.subarray(0, Math.min(requestBytes, sizeBytes - offset)),
    });
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
  }
}
