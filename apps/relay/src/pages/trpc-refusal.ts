import type { HomeportError } from "@homeport/platform";
import type { Refusal } from "./refusal.ts";
import type { TrpcCall } from "./trpc-call.ts";

/** How the app's own client reads data; its errors come the same way. */
export type TrpcTransformer = "superjson" | "none";

/** Names and JSON-RPC numbers of tRPC 11. It has one number for everything of 500 and over. */
const codes: ReadonlyMap<number, readonly [name: string, number: number]> = new Map([
  [400, ["BAD_REQUEST", -32600]],
  [401, ["UNAUTHORIZED", -32001]],
  [403, ["FORBIDDEN", -32003]],
  [404, ["NOT_FOUND", -32004]],
  [405, ["METHOD_NOT_SUPPORTED", -32005]],
  [413, ["PAYLOAD_TOO_LARGE", -32013]],
  [429, ["TOO_MANY_REQUESTS", -32029]],
  [502, ["BAD_GATEWAY", -32603]],
  [503, ["SERVICE_UNAVAILABLE", -32603]],
  [504, ["GATEWAY_TIMEOUT", -32603]],
]);

/** The body that a tRPC client of the app understands: an envelope, or for a batch one a call. */
export function trpcBody(
  { error, offline }: Refusal,
  message: string,
  to: {
    readonly call: TrpcCall;
    readonly transformer: TrpcTransformer;
    readonly requestId: string;
  },
): string {
  const { call, transformer, requestId } = to;
  const [code, number] = codeOf(error);
  const envelopes = call.paths.map((path) => {
    const data = {
      ...{ code, httpStatus: error.status, path, appCode: error.code },
      ...(offline ? { reason: offline.reason } : {}),
      retryable: error.retryable,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
      requestId,
    };
    const shape = { message, code: number, data };
    return { error: transformer === "superjson" ? { json: shape } : shape };
  });
  return JSON.stringify(call.batch ? envelopes : envelopes[0]);
}

function codeOf(error: HomeportError): readonly [name: string, number: number] {
  const known = codes.get(error.status);
  if (known !== undefined) return known;
  return error.status < 500 ? ["BAD_REQUEST", -32600] : ["INTERNAL_SERVER_ERROR", -32603];
}
