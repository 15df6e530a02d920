import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { breakSocket } from "./break-socket.ts";
import { type Lane, pump, type Weather } from "./pump.ts";

/** What can be done to a stretch of network. */
export interface Faults {
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Breaks every connection; new ones pass. */
  reset(): void;
  /** Keeps every connection and takes new ones, but passes no byte, either way. */
  blackhole(): void;
  /** The same, but new connections get no further than here: the other end learns nothing of them. */
  freeze(): void;
  /** Holds every byte back for this time, in each direction. */
  delay(ms: number): void;
  /** Passes no more than this in each direction, all connections together; so long a queue may wait for it. */
  rate(bytesPerSecond: number, queueMs?: number): void;
  /** Passes everything at once again, what it held back first. */
  heal(): void;
}

/** A stretch of network between two programs, which can be made bad without any privilege. */
export interface Shim extends Faults, AsyncDisposable {
  /** 0 for one that listens on a path. */
  readonly port: number;
}

/** What a slow stretch holds before it stops reading, as the buffer of a router would. */
const usualQueueMs = 100;

/**
 * Listens on a port of loopback, or on the path of a Unix socket, whose buffers are far smaller, and passes
 * every connection on to a port.
 */
export async function openShim(target: { port: number; path?: string }): Promise<Shim> {
  const weather: Weather = {
    ...{ delayMs: 0, bytesPerSecond: Infinity, queueMs: usualQueueMs, isStill: false },
    watchers: new Set(),
  };
  const lanes: { there: Lane; back: Lane } = {
    there: { busyUntilMs: 0 },
    back: { busyUntilMs: 0 },
  };
  const sockets = new Set<Socket>();
  /** Connections that wait for the thaw. */
  const frozen = new Set<Socket>();
  let mode: "open" | "cut" | "frozen" = "open";
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => {
      sockets.delete(socket);
      frozen.delete(socket);
    });
  };

  function pass(near: Socket): void {
    const far = connect({
      ...{ host: "127.0.0.1", port: target.port },
      ...{ allowHalfOpen: true, noDelay: true },
    });
    track(far);
    pump(near, far, weather, lanes.there);
    pump(far, near, weather, lanes.back);
  }

  const server = createServer(
    { allowHalfOpen: true, noDelay: true, pauseOnConnect: true },
    (near) => {
      track(near);
      if (mode === "cut") breakSocket(near);
      else if (mode === "frozen") frozen.add(near);
      else pass(near);
    },
  );
  const place = target.path === undefined ? { port: 0, host: "127.0.0.1" } : { path: target.path };
  await new Promise<void>((resolve) => server.listen(place, resolve));
  const address = server.address() as AddressInfo | string;

  function become(next: typeof mode, change: Partial<Omit<Weather, "watchers">>): void {
    mode = next;
    Object.assign(weather, change);
    for (const watch of weather.watchers) watch();
    if (mode !== "open") return;
    for (const near of frozen) pass(near);
    frozen.clear();
  }

  function breakAll(): void {
    for (const socket of sockets) breakSocket(socket);
  }

  return {
    port: typeof address === "string" ? 0 : address.port,
    cut() {
      mode = "cut";
      breakAll();
    },
    reset: breakAll,
    blackhole: () => become("open", { delayMs: 0, isStill: true }),
    freeze: () => become("frozen", { isStill: true }),
    delay: (delayMs) => become("open", { delayMs, isStill: false }),
    rate: (bytesPerSecond, queueMs = usualQueueMs) =>
      become("open", { bytesPerSecond, queueMs, isStill: false }),
    heal() {
      for (const lane of Object.values(lanes)) lane.busyUntilMs = 0;
      become("open", { delayMs: 0, bytesPerSecond: Infinity, isStill: false });
    },
    async [Symbol.asyncDispose]() {
      breakAll();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Several stretches that are made bad together. */
export function togetherOf(shims: readonly Faults[]): Faults {
  const each = (fault: (shim: Faults) => void) => () => shims.forEach(fault);
  return {
    cut: each((shim) => shim.cut()),
    reset: each((shim) => shim.reset()),
    blackhole: each((shim) => shim.blackhole()),
    freeze: each((shim) => shim.freeze()),
    heal: each((shim) => shim.heal()),
    delay: (ms) => each((shim) => shim.delay(ms))(),
    rate: (bytesPerSecond, queueMs) => each((shim) => shim.rate(bytesPerSecond, queueMs))(),
  };
}
