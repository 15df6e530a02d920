import type { AccessRule } from "../src/index.ts";

/**
 * A second, slow telling of how a path is read and decided, that shares no code with the first: it works on bytes,
 * tries every subset of steps by number, and looks at every rule for every reading.
 */
export interface ReferenceVisitor {
  readonly userId: string | null;
  readonly roles: readonly string[];
  readonly linkScope: string | null;
}

export type ReferenceVerdict = "BAD_PATH" | "NO_RULE" | "refused" | "pass";

const hexDigits = "0123456789abcdefABCDEF";

export function referenceReadings(rawPath: string, rounds = 2): Set<string> | null {
  if (rawPath.indexOf("#") !== -1) return null;
  const rawBytes = [...rawPath].map((char) => char.charCodeAt(0));
  const texts = [textOf(rawBytes)];
  let bytes = rawBytes;
  for (let round = 1; round <= rounds; round += 1) {
    const next = decodeBytes(bytes, round === 1);
    if (next === null) return null;
    bytes = next;
    texts.push(textOf(bytes));
  }
  const readings = new Set<string>();
  for (const text of texts) {
    for (const char of text) if (char < " " || char === "\u007f") return null;
    if (text.split("/").join("\\").split("\\").length - 1 > 256) return null;
    for (let subset = 0; subset < 32; subset += 1) {
      const read = applySteps(text, subset);
      readings.add(`as-is ${read}`);
      readings.add(`folded ${read.toLowerCase()}`);
    }
  }
  return readings;
}

export function referenceDecide(
  rawPath: string,
  rules: readonly AccessRule[],
  ownerUserId: string,
  visitor: ReferenceVisitor,
): ReferenceVerdict {
  const readings = referenceReadings(rawPath);
  if (readings === null) return "BAD_PATH";
  const { linkScope } = visitor;
  const scope = linkScope === null ? null : { path: linkScope, match: "prefix" as const };
  const guest = () =>
    scope !== null &&
    [...readings].every((reading) => {
      const path = reading.slice(reading.indexOf(" ") + 1);
      return fits(scope, path, reading.startsWith("folded "));
    });
  let verdict: ReferenceVerdict = "pass";
  for (const reading of readings) {
    const folded = reading.startsWith("folded ");
    const path = reading.slice(reading.indexOf(" ") + 1);
    const fitting = rules.filter((rule) => fits(rule, path, folded));
    if (fitting.length === 0) return "NO_RULE";
    const best = Math.max(...fitting.map(weight));
    const winners = fitting.filter((rule) => weight(rule) === best);
    if (!winners.every((rule) => lets(rule, ownerUserId, visitor, guest))) verdict = "refused";
  }
  return verdict;
}

/** Whether somebody may be where a server has understood exactly this path. */
export function referenceMayReach(
  path: string,
  rules: readonly AccessRule[],
  ownerUserId: string,
  visitor: ReferenceVisitor,
): boolean {
  const fitting = rules.filter((rule) => fits(rule, path, false));
  const best = Math.max(...fitting.map(weight));
  const winners = fitting.filter((rule) => weight(rule) === best);
  const scope = visitor.linkScope;
  const guest = () => scope !== null && fits({ path: scope, match: "prefix" }, path, false);
  return winners.length > 0 && winners.every((rule) => lets(rule, ownerUserId, visitor, guest));
}

function trimmed(path: string): string {
  return path.endsWith("/") ? path.slice(0, path.length - 1) : path;
}

function weight(rule: AccessRule): number {
  return trimmed(rule.path).length * 2 + (rule.match === "exact" ? 1 : 0);
}

function fits(rule: Pick<AccessRule, "path" | "match">, path: string, folded: boolean): boolean {
  const own = folded ? trimmed(rule.path).toLowerCase() : trimmed(rule.path);
  if (rule.match === "exact") return trimmed(path) === own;
  return path === own || path.startsWith(`${own}/`);
}

function lets(
  rule: AccessRule,
  ownerUserId: string,
  visitor: ReferenceVisitor,
  guest: () => boolean,
): boolean {
  const { userId, roles } = visitor;
  if (rule.level === "public") return true;
  if (userId === null) return rule.level === "link" && guest();
  if (rule.level === "signed-in") return true;
  if (rule.level === "owner") return roles.includes("owner") || userId === ownerUserId;
  if (roles.length === 0) return false;
  const audience = rule.audience;
  if (audience === null || (!audience.roles && !audience.userIds)) return true;
  const named = audience.userIds ?? [];
  const allowed: readonly string[] = audience.roles ?? [];
  return named.includes(userId) || roles.some((role) => allowed.includes(role));
}

function applySteps(text: string, subset: number): string {
  let path = text;
  if (subset & 1) path = path.split("\\").join("/");
  if (subset & 2) path = path.split("#")[0]?.split("?")[0] ?? "";
  if (subset & 4) {
    path = path
      .split("/")
      .map((segment) => segment.split(";")[0])
      .join("/");
  }
  if (subset & 8) while (path.includes("//")) path = path.replace("//", "/");
  if (subset & 16) path = withoutDots(path);
  return path;
}

/** RFC 3986, 5.2.4, word for word: an input and an output buffer. */
function withoutDots(path: string): string {
  let input = path;
  let output = "";
  while (input !== "") {
    if (input.startsWith("/./")) input = input.slice(2);
    else if (input === "/.") input = "/";
    else if (input.startsWith("/../") || input === "/..") {
      input = input === "/.." ? "/" : input.slice(3);
      output = output.slice(0, Math.max(0, output.lastIndexOf("/")));
    } else {
      const next = input.indexOf("/", 1);
      const segment = next === -1 ? input : input.slice(0, next);
      output += segment;
      input = input.slice(segment.length);
    }
  }
  return output;
}

function textOf(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString("utf8");
}

/** One round; the first is strict, in later ones what is not UTF-8 stays encoded. */
function decodeBytes(bytes: readonly number[], strict: boolean): number[] | null {
  const decoded: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] !== 0x25) {
      decoded.push(bytes[at] ?? 0);
      at += 1;
      continue;
    }
    const run: number[] = [];
    while (bytes[at] === 0x25) {
      const pair = String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0);
      if (pair.length !== 2 || ![...pair].every((char) => hexDigits.includes(char))) break;
      run.push(Number.parseInt(pair, 16));
      at += 3;
    }
    if (run.length === 0) {
      if (strict) return null;
      decoded.push(0x25);
      at += 1;
      continue;
    }
    if (strict) decoded.push(...run);
    else decoded.push(...keepUndecodable(run, bytes.slice(at - run.length * 3, at)));
  }
  return strict && !isUtf8(decoded) ? null : decoded;
}

function keepUndecodable(run: readonly number[], spelled: readonly number[]): number[] {
  const kept: number[] = [];
  for (let at = 0; at < run.length; ) {
    const length = [1, 2, 3, 4].find((size) => isUtf8(run.slice(at, at + size), size)) ?? 0;
    if (length > 0) kept.push(...run.slice(at, at + length));
    else kept.push(...spelled.slice(at * 3, at * 3 + 3));
    at += Math.max(1, length);
  }
  return kept;
}

function isUtf8(bytes: readonly number[], size = bytes.length): boolean {
  if (bytes.length !== size) return false;
  const buffer = Buffer.from(bytes);
  return Buffer.compare(Buffer.from(buffer.toString("utf8"), "utf8"), buffer) === 0;
}
