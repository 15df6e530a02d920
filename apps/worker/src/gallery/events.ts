import type { Log, Metrics } from "@homeport/platform";

const endings = [
  "recycled",
  "stopped",
  "DECODER_DIED",
  "DECODER_TIMEOUT",
  "DECODER_MEMORY",
] as const;

export interface DecoderEvents {
  decoderEnded(reason: string): void;
}

export function createDecoderEvents({
  log,
  metrics,
}: {
  log: Log;
  metrics: Metrics;
}): DecoderEvents {
  const exits = metrics.counter("gallery_decoder_exits_total", "Decoders that ended, by why.", {
    reason: endings,
  });
  return {
    decoderEnded(reason) {
      const known = endings.find((each) => each === reason) ?? "DECODER_DIED";
      exits.inc({ reason: known });
      log.info({ reason: known }, "gallery.decoder-exit");
    },
  };
}
