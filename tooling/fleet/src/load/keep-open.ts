import { get } from "node:http";
import { WebSocket } from "ws";
import type { Visitor } from "./send-request.ts";

/** A long connection that ended, and when it was alive again; times of the monotonic clock. */
export interface Interruption {
  readonly kind: "events" | "echo";
  readonly reason: string;
  readonly atMs: number;
  /** Null when it did not come back before the end. */
  readonly backAfterMs: number | null;
}

/** Visitors that hold a connection, and make a new one whenever it ends. */
export interface Watchers {
  readonly interruptions: readonly Interruption[];
  /** How many hear something right now. */
  aliveCount(): number;
  stop(): void;
}

export interface WatchersPlan extends Visitor {
  readonly hosts: readonly string[];
  readonly events: number;
  readonly echoes: number;
}

type Dial = (
  place: { port: number; host: string },
  told: { onAlive(): void; onEnd(reason: string): void },
) => { destroy(): void };

const againAfterMs = 100;
const echoEveryMs = 100;

/** Opens all of them; `aliveCount` tells when they are up. */
export function openWatchers(plan: WatchersPlan): Watchers {
  const interruptions: Interruption[] = [];
  const kept: { isAlive: boolean; stop(): void }[] = [];

  function keepOpen(kind: Interruption["kind"], dial: Dial, host: string): void {
    const state: { isAlive: boolean; stop(): void } = { isAlive: false, stop() {} };
    let endedAt: { atMs: number; reason: string } | null = null;
    let isStopped = false;
    const open = () => {
      const connection = dial(
        { port: plan.port, host },
        {
          onAlive() {
            state.isAlive = true;
            if (endedAt === null) return;
            const backAfterMs = performance.now() - endedAt.atMs;
            interruptions.push({ kind, ...endedAt, backAfterMs });
            endedAt = null;
          },
          onEnd(reason) {
            if (isStopped) return;
            if (state.isAlive) endedAt = { atMs: performance.now(), reason };
            state.isAlive = false;
            timer = setTimeout(open, againAfterMs);
          },
        },
      );
      state.stop = () => {
        isStopped = true;
        clearTimeout(timer);
        if (endedAt !== null) interruptions.push({ kind, ...endedAt, backAfterMs: null });
        connection.destroy();
      };
    };
    let timer: NodeJS.Timeout | undefined;
    open();
    kept.push({
      get isAlive() {
        return state.isAlive;
      },
      stop: () => state.stop(),
    });
  }

  const hostAt = (index: number) => plan.hosts[index % plan.hosts.length] ?? "";
  for (let index = 0; index < plan.events; index += 1) {
    keepOpen("events", dialEvents, hostAt(index));
  }
  for (let index = 0; index < plan.echoes; index += 1) keepOpen("echo", dialEcho, hostAt(index));
  return {
    interruptions,
    aliveCount: () => kept.filter(({ isAlive }) => isAlive).length,
    stop() {
      for (const one of kept) one.stop();
    },
  };
}

const dialEvents: Dial = ({ port, host }, { onAlive, onEnd }) => {
  const request = get(
    { host: "127.0.0.1", port, agent: false, path: "/events", headers: { host } },
    (answer) => {
      answer.on("error", () => undefined);
      answer.once("close", () => onEnd(`status ${answer.statusCode}`));
      if (answer.statusCode === 200) answer.once("data", onAlive);
      answer.resume();
    },
  );
  let isAnswered = false;
  request.once("response", () => {
    isAnswered = true;
  });
  request.on("error", (error) => {
    if (!isAnswered) onEnd(error.message);
  });
  return request;
};

const dialEcho: Dial = ({ port, host }, { onAlive, onEnd }) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/echo`, { headers: { host } });
  let timer: NodeJS.Timeout | undefined;
  socket.once("open", () => {
    timer = setInterval(() => socket.send("still there?"), echoEveryMs);
  });
  socket.once("message", onAlive);
  socket.on("error", () => undefined);
  socket.once("close", (code) => {
    clearInterval(timer);
    onEnd(`code ${code}`);
  });
  return { destroy: () => socket.terminate() };
};
