import { z } from "zod";
import { openDownload } from "../visitor/download.ts";
import { announcePort, endOnSignal } from "./announce.ts";

/**
 * Downloads in a process of its own, so that a visitor measured beside them shares only the way with
 * them. Answers every message with the bytes that all of them have got so far.
 */
const asked = z.object({
  path: z.string(),
  count: z.int(),
  way: z.object({ port: z.int(), host: z.string(), headers: z.record(z.string(), z.string()) }),
});

const { path, count, way } = asked.parse(JSON.parse(process.argv[2] ?? ""));

endOnSignal();
const downloads = Array.from({ length: count }, () => openDownload(way, path));
process.on("message", () => {
  const bytes = downloads.reduce((sum, download) => sum + download.receivedBytes, 0);
  process.send?.({ bytes });
});
await Promise.all(downloads.map(({ head }) => head));
announcePort(0);
await Promise.all(downloads.map(({ done }) => done));
