import type { AppRow } from "./app-types.ts";

/** Ports below this one are for the system's administrator alone. */
const firstFreePort = 1_024;
const outOfTheWay = 10_000;

/** The command that reaches an app which speaks no HTTP, at the port that people know it by where they may have it. */
export function connectCommand(app: Pick<AppRow, "name" | "target">): string {
  return `homeport connect ${app.name} --local ${localPort(app.target)}`;
}

function localPort(target: string | null): number {
  const port = Number(/:(\d{1,5})$/.exec(target ?? "")?.[1] ?? 0);
  return port > 0 && port < firstFreePort ? port + outOfTheWay : port;
}
