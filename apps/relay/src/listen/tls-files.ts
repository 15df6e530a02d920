import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { Server as TlsServer } from "node:https";
import type { Clock, Log, Timer } from "@homeport/platform";

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface TlsPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const lookEveryMs = 10_000;

export async function readTlsFiles(files: TlsFiles): Promise<TlsPair> {
  const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)]);
  return { cert, key };
}

/**
 * Takes a renewed certificate into use without a restart, for new connections. A pair that cannot be read,
 * or that does not fit, leaves the running one in force.
 */
export function followTlsFiles(
  server: Server,
  options: { files: TlsFiles; current: TlsPair; clock: Clock; log: Log; everyMs?: number },
): Disposable {
  const { files, clock, log, everyMs = lookEveryMs } = options;
  let { current } = options;
  let stopped = false;
  let timer: Timer | null = null;

  async function look(): Promise<void> {
    try {
      const read = await readTlsFiles(files);
      if (read.cert.equals(current.cert) && read.key.equals(current.key)) return;
      if (server instanceof TlsServer) server.setSecureContext(read);
      current = read;
      log.info({ cert: files.cert }, "relay.certificate-renewed");
    } catch (error) {
      log.error({ err: error, cert: files.cert }, "relay.certificate-refused");
    }
  }

  function schedule(): void {
    if (stopped) return;
    timer = clock.after(everyMs, () => void look().finally(schedule)).unref();
  }

  schedule();
  return {
    [Symbol.dispose]() {
      stopped = true;
      timer?.cancel();
    },
  };
}
