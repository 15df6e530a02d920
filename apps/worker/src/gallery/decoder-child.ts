import sharp from "sharp";
import { avif } from "./child/avif.ts";
import { clean } from "./child/clean.ts";
import { ingest } from "./child/ingest.ts";
import { ladder } from "./child/ladder.ts";
import { refresh } from "./child/refresh.ts";
import { Refusal } from "./child/refusal.ts";
import { begin, Stopped, stop } from "./child/stopping.ts";
import { findOutdated } from "./child/versions.ts";
import { type DecodeRequest, type SentAnswer, sentToDecoder } from "./decoder-protocol.ts";

// A program of its own: it touches strangers' pixels, so it holds no secret, no connection and no more than one photo.

sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpeg",
    "VipsForeignLoadPng",
    "VipsForeignLoadWebp",
    "VipsForeignLoadHeif",
    "VipsForeignLoadNsgif",
  ],
});
sharp.cache(false);
sharp.concurrency(1);

const outdated = findOutdated(sharp.versions);
if (outdated === null) {
  process.on("message", (message) => {
    const sent = sentToDecoder.parse(message);
    if (sent.kind === "stop") stop();
    else void answer(sent);
  });
}
// Whoever asked is gone: nobody wants the answer, and nobody would end this process in the midst of a decode.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.send?.(outdated === null ? { kind: "ready" } : { kind: "unfit", why: outdated });

async function answer(request: DecodeRequest): Promise<void> {
  const before = process.cpuUsage();
  begin();
  try {
    const made = await make(request);
    const { user, system } = process.cpuUsage(before);
    say({ ...made, cpuMs: Math.round((user + system) / 1_000) });
  } catch (error) {
    if (error instanceof Stopped) {
      say({ kind: "stopped" });
      return;
    }
    // What no step has foreseen ends this process, as a fault of libvips would.
    if (!(error instanceof Refusal)) throw error;
    say({ kind: "refused", code: error.code, detail: error.message.slice(0, 500) });
  }
}

async function make(request: DecodeRequest) {
  switch (request.kind) {
    case "ingest":
      return await ingest(request);
    case "ladder":
      return await ladder(request);
    case "avif":
      return await avif(request);
    case "clean":
      return await clean(request);
    case "metadata":
      return await refresh(request);
  }
}

function say(sent: SentAnswer): void {
  process.send?.(sent);
}
