import { connect, createServer } from "node:net";
import { constants, PerformanceObserver } from "node:perf_hooks";
import { createChunkCollector, youngCollection } from "../chunk-collector.ts";

/** Reads 384 MiB from a socket, counts it, and prints how often V8 walked over all that lives meanwhile. */
const passed = createChunkCollector(youngCollection());
const totalBytes = 384 * 1024 * 1024;
const chunk = Buffer.alloc(64 * 1024);
let walks = 0;

new PerformanceObserver((list) => {
  walks += list.getEntries().filter(isWalk).length;
}).observe({ entryTypes: ["gc"] });

function isWalk(entry: object): boolean {
  const detail = "detail" in entry ? entry.detail : null;
  if (typeof detail !== "object" || detail === null || !("kind" in detail)) return false;
  return detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}

const server = createServer((socket) => {
  let left = totalBytes;
  const send = () => {
    while (left > 0) {
      left -= chunk.length;
      if (!socket.write(chunk)) return;
    }
    socket.end();
  };
  socket.on("drain", send);
  send();
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  const socket = connect(address.port, "127.0.0.1");
  socket.on("data", (bytes) => passed(bytes.length));
  socket.on("end", () => {
    socket.destroy();
    server.close();
    setTimeout(() => process.stdout.write(String(walks)), 100);
  });
});
