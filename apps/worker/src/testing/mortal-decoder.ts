import { readFileSync } from "node:fs";
import "../gallery/decoder-child.ts";
import { decodeRequest } from "../gallery/decoder-protocol.ts";

// The decoder as it is, but that a file with these last bytes ends it, as one would that finds a fault of libvips.
const deadly = Buffer.from("ends its decoder");

process.on("message", (message) => {
  const asked = decodeRequest.safeParse(message);
  if (!asked.success) return;
  const ending = readFileSync(asked.data.source).subarray(-deadly.length);
  if (ending.equals(deadly)) process.kill(process.pid, "SIGKILL");
});
