import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import "../gallery/decoder-child.ts";
import { decodeRequest } from "../gallery/decoder-protocol.ts";

// The decoder as it is, but that it stands still at each photo while a gate is shut, and that a file with these last bytes
// ends it, as one would that finds a fault of libvips.
const deadly = Buffer.from("ends its decoder");
const lookEveryMs = 10;
const parent = process.ppid;

process.on("message", (message) => {
  const asked = decodeRequest.safeParse(message);
  if (!asked.success) return;
  const { source } = asked.data;
  standStill(join(dirname(dirname(source)), "gate-is-shut"));
  const ending = readFileSync(source).subarray(-deadly.length);
  if (ending.equals(deadly)) process.kill(process.pid, "SIGKILL");
});

/** Nothing that was begun comes to an answer meanwhile: this is the only thread that gives one. */
function standStill(gate: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  while (existsSync(gate)) {
    // It hears of nobody's end while it stands still.
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
    Atomics.wait(pause, 0, 0, lookEveryMs);
  }
}
