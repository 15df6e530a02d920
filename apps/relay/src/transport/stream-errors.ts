import { type OpenRefusal, rstCodes, type StreamEnd } from "@homeport/tunnel";
import { type RelayCode, RelayError } from "../errors.ts";

/** What an agent's reset means for a visitor who has not been answered yet. */
const codeByRst = new Map<number, RelayCode>([
  [rstCodes.TARGET_REFUSED, "TARGET_REFUSED"],
  [rstCodes.TARGET_UNREACHABLE, "TARGET_UNREACHABLE"],
  [rstCodes.TARGET_TIMEOUT, "TARGET_TIMEOUT"],
  [rstCodes.TARGET_NOT_ALLOWED, "TARGET_NOT_ALLOWED"],
  [rstCodes.TARGET_RESET, "TARGET_RESET"],
  [rstCodes.NOT_DELIVERED, "TARGET_RESET"],
  [rstCodes.REFUSED, "OVER_CAPACITY"],
  [rstCodes.NOT_OWNER, "PEER_UNREACHABLE"],
  [rstCodes.HOP_LIMIT, "PEER_UNREACHABLE"],
  [rstCodes.GOING_AWAY, "TUNNEL_LOST"],
]);

/** The error behind a stream's end that this side did not ask for. */
export function errorOfEnd(end: StreamEnd): RelayError {
  if (end.kind === "lost") return new RelayError("TUNNEL_LOST", { detail: `close ${end.code}` });
  if (end.kind !== "reset") return new RelayError("TARGET_RESET", { detail: end.kind });
  return new RelayError(codeByRst.get(end.code) ?? "TUNNEL_LOST", { detail: `rst ${end.code}` });
}

/** Whether an agent found that nothing takes connections at the target. */
export function isTargetDown(end: StreamEnd): end is StreamEnd & { kind: "reset" } {
  if (end.kind !== "reset" || end.by === "local") return false;
  return end.code === rstCodes.TARGET_REFUSED || end.code === rstCodes.TARGET_UNREACHABLE;
}

/** The error behind a stream that could not be opened on any tunnel. */
export function errorOfRefusal(refusal: OpenRefusal): RelayError {
  const full = refusal === "too-many-streams" || refusal === "over-budget";
  return new RelayError(full ? "OVER_CAPACITY" : "TUNNEL_LOST", { detail: refusal });
}
