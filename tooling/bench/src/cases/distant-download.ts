import { setTimeout as sleep } from "node:timers/promises";
import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import { endless, openDownload } from "../visitor/download.ts";

/** How fast one body comes over a long way, its slow beginning included. */
export function distantDownload(contenders: readonly Contender[]) {
  return benchCase({
    name: "distant-download",
    title: "1 download, 40 ms there and back between agent and relay",
    contenders,
    async measure(running, { seconds, signal }) {
      const startedMs = performance.now();
      const download = openDownload(running, endless);
      try {
        await download.head;
        const leftMs = startedMs + seconds * 1_000 - performance.now();
        await Promise.race([sleep(leftMs, undefined, { signal }), download.done]);
        const tookMs = performance.now() - startedMs;
        return { bytesPerSecond: download.receivedBytes / (tookMs / 1_000) };
      } finally {
        download.leave();
      }
    },
  });
}
