import { gateCodes, type RefusalCode } from "../decide/codes.ts";
import type { PageAction } from "../pages/page.ts";
import { renderPage } from "../pages/render-page.ts";
import { type RefusalText, refusalTexts, statusOf } from "../pages/texts.ts";
import type { GateAnswer } from "./gate.ts";

export interface RefusalInput {
  readonly code: RefusalCode;
  readonly requestId: string;
  /** People get a page, programs JSON. */
  readonly asPage: boolean;
  readonly app?: GateAnswer["app"];
  readonly text?: Partial<RefusalText>;
  readonly facts?: readonly { readonly label: string; readonly value: string }[];
  readonly action?: PageAction;
  /** Where a program sends its person to sign in. */
  readonly loginUrl?: string;
  readonly retryAfterMs?: number;
  /** After this many seconds a page opens the same address again by itself. */
  readonly reloadAfterS?: number;
  /** More fields, names and values in turn. */
  readonly headers?: readonly string[];
}

/** The answer to a request that does not pass. */
export function refusal(input: RefusalInput): GateAnswer {
  const text = { ...refusalTexts[input.code], ...input.text };
  const rendered = input.asPage ? pageOf(input, text) : jsonOf(input, text);
  return {
    kind: "answer",
    code: input.code,
    status: statusOf(input.code),
    headers: [...rendered.headers, ...commonHeaders(input)],
    body: rendered.body,
    app: input.app ?? null,
  };
}

/** An answer of the gate's own endpoints: JSON that nobody may keep. */
export function jsonAnswer(status: number, body: unknown, app: GateAnswer["app"]): GateAnswer {
  return {
    kind: "answer",
    code: null,
    status,
    headers: jsonHeaders,
    body: `${JSON.stringify(body)}\n`,
    app,
  };
}

const jsonHeaders = [
  ...["Content-Type", "application/json; charset=utf-8"],
  ...["Cache-Control", "no-store"],
  ...["X-Content-Type-Options", "nosniff"],
] as const;

function pageOf(input: RefusalInput, text: RefusalText) {
  return renderPage({
    status: statusOf(input.code),
    code: input.code,
    requestId: input.requestId,
    ...text,
    ...(input.action === undefined ? {} : { action: input.action }),
    ...(input.facts === undefined ? {} : { facts: input.facts }),
    ...(input.reloadAfterS === undefined ? {} : { reloadAfterS: input.reloadAfterS }),
  });
}

function jsonOf(input: RefusalInput, text: RefusalText) {
  const status = statusOf(input.code);
  const error = {
    code: input.code,
    message: text.sentence,
    retryable: status === 503 || status === 429,
    requestId: input.requestId,
    ...(input.loginUrl === undefined ? {} : { loginUrl: input.loginUrl }),
    ...(input.retryAfterMs === undefined ? {} : { retryAfterMs: input.retryAfterMs }),
  };
  return { headers: jsonHeaders, body: `${JSON.stringify({ error })}\n` };
}

function commonHeaders(input: RefusalInput): string[] {
  const headers = [...(input.headers ?? [])];
  if (input.retryAfterMs !== undefined) {
    headers.push("Retry-After", String(Math.max(1, Math.ceil(input.retryAfterMs / 1000))));
  }
  if (statusOf(input.code) === 401 && !input.asPage) {
    headers.push("WWW-Authenticate", 'Bearer realm="homeport"');
  }
  return headers;
}

/** The header by which dashboards and proxies tell the gate's own answers from an app's. */
export function gateNumber(code: keyof typeof gateCodes): [string, string] {
  return ["X-Homeport-Gate", String(gateCodes[code].number)];
}
