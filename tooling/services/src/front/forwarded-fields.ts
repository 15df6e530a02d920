import type { IncomingMessage } from "node:http";

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "te",
]);
const forwarded = /^(x-forwarded-.*|forwarded)$/;

/**
 * The request's own fields, in their order and spelling, with what a client claimed about itself
 * replaced by what we saw. `Host` stays as it came.
 */
export function forwardedFields(request: IncomingMessage, options: { upgrade: boolean }): string[] {
  const kept = pairsOf(request.rawHeaders).filter(([name]) => {
    const lower = name.toLowerCase();
    if (forwarded.test(lower)) return false;
    return options.upgrade || !hopByHop.has(lower);
  });
  const added: [string, string][] = [
    ["X-Forwarded-For", request.socket.remoteAddress ?? ""],
    ["X-Forwarded-Proto", "http"],
    ["X-Forwarded-Host", request.headers.host ?? ""],
  ];
  return [...kept, ...added].flat();
}

/** An answer's fields as they came, without those that belong to one connection only. */
export function answeredFields(answer: IncomingMessage): string[] {
  return pairsOf(answer.rawHeaders)
    .filter(([name]) => !hopByHop.has(name.toLowerCase()))
    .flat();
}

function pairsOf(raw: string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? "", raw[i + 1] ?? ""]);
  return pairs;
}
