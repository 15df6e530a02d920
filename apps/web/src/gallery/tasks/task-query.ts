import type { Inputs, Outputs } from "../../data/router-types.ts";

export type Run = Outputs["gallery"]["tasks"]["list"]["items"][number];
export type TasksNow = Outputs["gallery"]["tasks"]["now"];
export type TaskScope = Inputs["gallery"]["tasks"]["preview"];

/** Read alike by the server, which asks first, and by the browser, which goes on. */
export const runListInput = { limit: 20 };

export const nextRunCursor = (page: { readonly nextCursor: string | null }) =>
  page.nextCursor ?? undefined;

/** While the stream is cut off, what goes on is asked for this often. */
const withoutStreamMs = 5_000;

/** How often the page asks what goes on: not at all while its stream, which is open once it is pending, tells it. */
export function askEveryMs(stream: "idle" | "connecting" | "pending" | "error"): number | false {
  return stream === "pending" ? false : withoutStreamMs;
}
