import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { pump, type Weather } from "./pump.ts";

/** A stretch of network between two programs, which can be made bad without any privilege. */
export interface Shim extends AsyncDisposable {
  readonly port: number;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Keeps every connection and takes new ones, but passes no byte, either way. */
  blackhole(): void;
  /** Holds every byte back for this time, in each direction. */
  delay(ms: number): void;
  /** Passes everything at once again, what it held back first. */
  heal(): void;
}

/** Listens on a port of loopback and passes every connection on to another. */
export async function openShim(target: { port: number }): Promise<Shim> {
  const weather: Weather = { delayMs: 0, isBlack: false, watchers: new Set() };
  const sockets = new Set<Socket>();
  let isCut = false;
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    track(near);
    if (isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({
      ...{ host: "127.0.0.1", port: target.port },
      ...{ allowHalfOpen: true, noDelay: true },
    });
    track(far);
    pump(near, far, weather);
    pump(far, near, weather);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const become = (delayMs: number, isBlack: boolean) => {
    isCut = false;
    weather.delayMs = delayMs;
    weather.isBlack = isBlack;
    for (const change of weather.watchers) change();
  };
  const breakAll = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
      breakAll();
    },
    blackhole: () => become(0, true),
    delay: (ms) => become(ms, false),
    heal: () => become(0, false),
    async [Symbol.asyncDispose]() {
      breakAll();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
