import { get } from "node:http";
import type { Visitor } from "./send-request.ts";

/** Visitors who ask for an endless answer and leave once it has begun. */
export function openLeavers(plan: Visitor & { hosts: readonly string[]; perSecond: number }): {
  stop(): void;
} {
  let count = 0;
  const timer = setInterval(() => {
    const host = plan.hosts[count++ % plan.hosts.length] ?? "";
    const place = { host: "127.0.0.1", port: plan.port, path: "/events", agent: false };
    const request = get({ ...place, headers: { host } }, (answer) => {
      answer.on("error", () => undefined);
      answer.once("data", () => request.destroy());
    });
    request.on("error", () => undefined);
  }, 1_000 / plan.perSecond);
  return { stop: () => clearInterval(timer) };
}
