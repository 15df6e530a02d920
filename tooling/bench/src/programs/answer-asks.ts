import { announcePort, endOnSignal } from "./announce.ts";

/** Measures something for about so many seconds. */
export type Measurement = (seconds: number) => Promise<Readonly<Record<string, number>>>;

/** Says that the program is ready, and answers what its bench asks for by name, one after the other. */
export function answerAsks(measurements: Readonly<Record<string, Measurement>>): void {
  endOnSignal();
  process.on("message", (message: { name: string; seconds: number }) => {
    const measure = measurements[message.name];
    if (measure === undefined) throw new Error(`nobody measures ${message.name}`);
    measure(message.seconds).then(
      (figures) => process.send?.({ figures }),
      (error: unknown) => process.send?.({ failed: String(error) }),
    );
  });
  announcePort(0);
}

/** Repeats something for a while and answers the CPU of this process for each time. */
export async function cpuOfEach(
  seconds: number,
  batch: number,
  run: () => unknown,
): Promise<{ cpuUs: number }> {
  const untilMs = performance.now() + seconds * 1_000;
  const before = process.cpuUsage();
  let times = 0;
  while (performance.now() < untilMs) {
    for (let at = 0; at < batch; at += 1) await run();
    times += batch;
    // The feed and the timers of the process have their turn, as they have in service.
    await new Promise((turn) => setImmediate(turn));
  }
  const { user, system } = process.cpuUsage(before);
  return { cpuUs: (user + system) / times };
}
