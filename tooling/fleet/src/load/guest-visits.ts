import { Agent, get } from "node:http";
import type { Guest } from "../seed/add-guests.ts";

const deadlineMs = 5_000;

/** Visits of guests to one app, at any relay; connections are kept, as browsers keep them. */
export interface GuestVisits extends Disposable {
  /** The status that this relay answers; 0 when it answers nothing. */
  ask(port: number, guest: Guest): Promise<number>;
  /** An event stream that is open; `ended` resolves when something closes it, with the moment of the monotonic clock. */
  hold(port: number, guest: Guest): Promise<{ readonly ended: Promise<number> }>;
}

export function openGuestVisits(host: string): GuestVisits {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const place = { host: "127.0.0.1", agent };
  return {
    ask: (port, guest) =>
      new Promise((resolve) => {
        const signal = AbortSignal.timeout(deadlineMs);
        const headers = { ...guest.headers, host };
        const request = get({ ...place, port, path: guest.path, headers, signal }, (answer) => {
          answer.resume().on("error", () => resolve(0));
          answer.once("end", () => resolve(answer.statusCode ?? 0));
        });
        request.on("error", () => resolve(0));
      }),
    hold: (port, guest) =>
      new Promise((resolve, reject) => {
        const headers = { ...guest.headers, host };
        const own = { ...place, port, agent: false as const };
        const request = get({ ...own, path: "/events", headers }, (answer) => {
          const ended = new Promise<number>((close) => {
            answer.once("close", () => close(performance.now()));
          });
          answer.on("error", () => undefined);
          if (answer.statusCode !== 200)
            reject(new Error(`a stream began with ${answer.statusCode}`));
          answer.once("data", () => resolve({ ended }));
          answer.resume();
        });
        request.on("error", reject);
      }),
    [Symbol.dispose]: () => agent.destroy(),
  };
}
