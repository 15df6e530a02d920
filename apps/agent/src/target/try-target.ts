import { connectTarget, readyEvent, targetConnectMs } from "./connect.ts";
import { parseTarget } from "./target.ts";

/** Connects to a target once and says nothing to it; answers `answers`, or the name of the failure. */
export function tryTarget(text: string): Promise<string> {
  const target = parseTarget(text);
  const socket = connectTarget(target);
  return new Promise((resolve) => {
    const settle = (outcome: string) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.setTimeout(targetConnectMs, () => settle("ETIMEDOUT"));
    socket.once(readyEvent(target), () => settle("answers"));
    socket.on("error", (error) => settle("code" in error ? String(error.code) : error.message));
  });
}
