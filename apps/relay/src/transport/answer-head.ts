import { RelayError } from "../errors.ts";
import { eachField, type Fields, listMembers, valuesOf } from "./fields.ts";

/** How the end of an answer's body is told. */
export type Framing =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  /** The body goes on until the target ends its side. */
  | { readonly kind: "until-end" };

export interface AnswerHead {
  readonly status: number;
  readonly reason: string;
  readonly fields: Fields;
  readonly framing: Framing;
  /** Whether the target's connection may carry another request after this answer. */
  readonly reusable: boolean;
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The one error of this parser. `detail` is for the log; it never quotes what the target sent. */
export function invalidAnswer(detail: string): RelayError {
  return new RelayError("TARGET_ANSWER_INVALID", { detail });
}

/** Reads `name: value` lines as RFC 9112 section 5 has them, without the leniencies it allows. */
export function parseFieldLines(lines: readonly string[]): string[] {
  const fields: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    if (!token.test(name)) throw invalidAnswer("a header line does not begin with a name");
    const value = line.slice(colon + 1);
    if (!fieldValue.test(value)) throw invalidAnswer("a header value holds a control byte");
    fields.push(name, trimBlanks(value));
  }
  return fields;
}

/**
 * Parses the head of an answer: `text` is latin1, without the empty line. Throws TARGET_ANSWER_INVALID for
 * whatever two readers could understand differently.
 */
export function parseAnswerHead(text: string, requestMethod: string): AnswerHead {
  const [first = "", ...lines] = text.split("\r\n");
  const match = statusLine.exec(first);
  if (match === null) throw invalidAnswer("the status line is not one");
  const fields = parseFieldLines(lines);
  const minor = match[1] === "1" ? 1 : 0;
  const status = Number(match[2]);
  const framing = framingOf(fields, status, requestMethod, minor);
  return {
    status,
    reason: match[3] ?? "",
    fields,
    framing,
    reusable: isReusable(fields, framing, minor),
  };
}

/** RFC 9112 section 6.3, with every combination refused that it lets a recipient repair. */
function framingOf(fields: Fields, status: number, requestMethod: string, minor: 0 | 1): Framing {
  const lengths = valuesOf(fields, "content-length");
  const codings = valuesOf(fields, "transfer-encoding");
  if (lengths.length > 1) throw invalidAnswer("Content-Length is repeated");
  if (lengths.length > 0 && codings.length > 0) {
    throw invalidAnswer("Content-Length stands beside Transfer-Encoding");
  }
  const bytes = lengths[0] === undefined ? null : parseLength(lengths[0]);
  if (codings.length > 0) requireChunked(codings, minor);
  const bodiless = requestMethod === "HEAD" || status < 200 || status === 204 || status === 304;
  if (bodiless) return { kind: "none" };
  if (codings.length > 0) return { kind: "chunked" };
  return bytes === null ? { kind: "until-end" } : { kind: "length", bytes };
}

function parseLength(value: string): number {
  const bytes = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(bytes)) throw invalidAnswer("Content-Length is not a number");
  return bytes;
}

function requireChunked(codings: readonly string[], minor: 0 | 1): void {
  if (minor === 0) throw invalidAnswer("Transfer-Encoding in an answer of HTTP/1.0");
  if (codings.length !== 1 || codings[0]?.toLowerCase() !== "chunked") {
    throw invalidAnswer("a transfer coding other than chunked");
  }
}

function isReusable(fields: Fields, framing: Framing, minor: 0 | 1): boolean {
  if (framing.kind === "until-end") return false;
  let closes = minor === 0;
  eachField(fields, (name, value) => {
    if (name !== "connection") return;
    const members = listMembers([value]);
    if (members.includes("close")) closes = true;
    else if (minor === 0 && members.includes("keep-alive")) closes = false;
  });
  return !closes;
}

function trimBlanks(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start += 1;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
