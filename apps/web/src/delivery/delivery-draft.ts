import type { Delivery } from "../apps/app-types.ts";
import type { Inputs } from "../data/router-types.ts";
import { formatSize, parseSize } from "./size.ts";

/** The settings as they are being edited: numbers and sizes as somebody types them. */
export interface DeliveryDraft {
  target: string;
  hostHeader: Delivery["hostHeader"];
  hostHeaderValue: string;
  proxyProtocol: Delivery["proxyProtocol"];
  tlsVerify: boolean;
  answerHeadMs: string;
  maxRequestBytes: string;
  maxConcurrent: string;
  visitorRate: string;
  bytesPerSecond: string;
  trpcTransformer: Delivery["trpcTransformer"];
}

export type DeliveryField = keyof DeliveryDraft;
/** What a save sends beside the app and the version: the fields that differ. */
export type DeliveryChange = Omit<Inputs["delivery"]["set"], "appId" | "version" | "maintenance">;
export type DeliveryProblems = { [Field in DeliveryField]?: string };

export const fieldLabels: Record<DeliveryField, string> = {
  target: "Target",
  hostHeader: "Host header",
  hostHeaderValue: "Host header value",
  proxyProtocol: "PROXY protocol",
  tlsVerify: "Check the target's certificate",
  answerHeadMs: "Time to answer",
  maxRequestBytes: "Request body",
  maxConcurrent: "Requests at once",
  visitorRate: "Requests a second",
  bytesPerSecond: "Bytes a second",
  trpcTransformer: "Errors of typed clients",
};

const fields = Object.keys(fieldLabels) as DeliveryField[];
const minBytesPerSecond = 16_384;

export function beginDraft(delivery: Delivery): DeliveryDraft {
  const { hostHeader, proxyProtocol, tlsVerify, trpcTransformer } = delivery;
  return {
    ...{ hostHeader, proxyProtocol, tlsVerify, trpcTransformer },
    target: delivery.target ?? "",
    hostHeaderValue: delivery.hostHeaderValue ?? "",
    answerHeadMs: String(delivery.answerHeadMs / 1_000),
    maxRequestBytes: shownSize(delivery.maxRequestBytes),
    maxConcurrent: String(delivery.maxConcurrent),
    visitorRate: delivery.visitorRate === null ? "" : String(delivery.visitorRate),
    bytesPerSecond: shownSize(delivery.bytesPerSecond),
  };
}

/** What saving the draft over `base` would send, and a sentence for each field that cannot stay as it is. */
export function readDraft(
  draft: DeliveryDraft,
  base: Delivery,
): { change: DeliveryChange; problems: DeliveryProblems } {
  const problems: DeliveryProblems = {};
  const wanted = {
    target: readTarget(draft, base, problems),
    ...readHostHeader(draft, base, problems),
    proxyProtocol: draft.proxyProtocol,
    tlsVerify: draft.tlsVerify,
    answerHeadMs: readSeconds(draft, problems),
    maxRequestBytes: readBytes(draft, "maxRequestBytes", 1, problems),
    maxConcurrent: readWhole(draft, "maxConcurrent", 1_024, problems),
    visitorRate:
      draft.visitorRate.trim() === "" ? null : readWhole(draft, "visitorRate", 100_000, problems),
    bytesPerSecond: readBytes(draft, "bytesPerSecond", minBytesPerSecond, problems),
    trpcTransformer: draft.trpcTransformer,
  };
  const change = Object.fromEntries(
    Object.entries(wanted).filter(
      ([field, value]) => value !== undefined && value !== Reflect.get(base, field),
    ),
  );
  return { change, problems };
}

/** The fields that cannot stay as they are, in the order of the form. */
export function listProblems(problems: DeliveryProblems): DeliveryField[] {
  return fields.filter((field) => problems[field] !== undefined);
}

function readTarget(
  { target }: DeliveryDraft,
  base: Delivery,
  problems: DeliveryProblems,
): string | undefined {
  const text = target.trim();
  if (text !== "") {
    return text;
  }
  if (base.target !== null) {
    problems.target = "Say on which port or address it listens.";
  }
  return undefined;
}

/** The value counts only where it is used; elsewhere what is stored stays for the next time. */
function readHostHeader(draft: DeliveryDraft, base: Delivery, problems: DeliveryProblems) {
  const { hostHeader } = draft;
  const value = draft.hostHeaderValue.trim();
  if (hostHeader !== "custom") {
    return { hostHeader, hostHeaderValue: base.hostHeaderValue };
  }
  if (/^[A-Za-z0-9.\-[\]:]{1,253}$/.test(value)) {
    return { hostHeader, hostHeaderValue: value };
  }
  problems.hostHeaderValue = "Give a host name, with a port if it needs one.";
  return { hostHeader, hostHeaderValue: undefined };
}

function readSeconds({ answerHeadMs }: DeliveryDraft, problems: DeliveryProblems) {
  const ms = Math.round(Number(answerHeadMs.trim().replace(",", ".")) * 1_000);
  if (ms >= 1_000 && ms <= 600_000) {
    return ms;
  }
  problems.answerHeadMs = "Give 1 to 600 seconds.";
  return undefined;
}

function readBytes(
  draft: DeliveryDraft,
  field: "maxRequestBytes" | "bytesPerSecond",
  least: number,
  problems: DeliveryProblems,
): number | null | undefined {
  if (draft[field].trim() === "") {
    return null;
  }
  const bytes = parseSize(draft[field]);
  if (bytes !== null && bytes >= least && bytes <= 2 ** 40) {
    return bytes;
  }
  problems[field] =
    bytes !== null && bytes < least
      ? `Give at least ${formatSize(least)}, or nothing for no limit.`
      : "Give a size such as 10 MiB, or nothing for no limit.";
  return undefined;
}

function readWhole(
  draft: DeliveryDraft,
  field: "maxConcurrent" | "visitorRate",
  most: number,
  problems: DeliveryProblems,
): number | undefined {
  const text = draft[field].trim();
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= most) {
    return number;
  }
  problems[field] = `Give a whole number from 1 to ${most.toLocaleString("en")}.`;
  return undefined;
}

/** One setting as a person reads it. */
export function describeField(field: DeliveryField, delivery: Delivery | DeliveryView): string {
  switch (field) {
    case "target":
      return delivery.target ?? "Chosen by the host";
    case "hostHeader":
      return hostHeaderWords[delivery.hostHeader];
    case "hostHeaderValue":
      return delivery.hostHeaderValue ?? "None";
    case "proxyProtocol":
      return proxyWords[delivery.proxyProtocol];
    case "tlsVerify":
      return delivery.tlsVerify ? "Yes" : "No";
    case "answerHeadMs":
      return `${delivery.answerHeadMs / 1_000} s`;
    case "maxRequestBytes":
      return shownSize(delivery.maxRequestBytes) || "No limit";
    case "maxConcurrent":
      return String(delivery.maxConcurrent);
    case "visitorRate":
      return delivery.visitorRate === null ? "No limit" : String(delivery.visitorRate);
    case "bytesPerSecond":
      return shownSize(delivery.bytesPerSecond) || "No limit";
    case "trpcTransformer":
      return transformerWords[delivery.trpcTransformer];
  }
}

export type DeliveryView = Pick<Delivery, DeliveryField>;

export const hostHeaderWords: Record<Delivery["hostHeader"], string> = {
  public: "The public address",
  target: "The target's own",
  custom: "Set by hand",
};

export const proxyWords: Record<Delivery["proxyProtocol"], string> = {
  off: "Off",
  v1: "Version 1 (text)",
  v2: "Version 2 (binary)",
};

export const transformerWords: Record<Delivery["trpcTransformer"], string> = {
  superjson: "superjson",
  none: "Plain JSON",
};

export interface FieldChange {
  field: DeliveryField;
  label: string;
  before: string;
  after: string;
}

/** What a change makes of the settings, in words. */
export function listChanges(base: Delivery, change: DeliveryChange): FieldChange[] {
  const after = withChange(base, change);
  return fields
    .filter((field) => field in change)
    .map((field) => ({
      field,
      label: fieldLabels[field],
      before: describeField(field, base),
      after: describeField(field, after),
    }));
}

export interface FieldConflict {
  field: DeliveryField;
  label: string;
  theirs: string;
  /** Null where this draft changes nothing: theirs stays, whoever wins. */
  mine: string | null;
}

/** What somebody else stored since the draft began, beside what the draft would store. */
export function listConflicts(
  base: Delivery,
  change: DeliveryChange,
  theirs: Delivery,
): FieldConflict[] {
  const mine = withChange(base, change);
  return fields
    .map((field) => ({
      field,
      label: fieldLabels[field],
      before: describeField(field, base),
      theirs: describeField(field, theirs),
      mine: field in change ? describeField(field, mine) : null,
    }))
    .filter(({ before, theirs: now, mine: wanted }) => wanted !== null || now !== before)
    .map(({ before: _before, ...conflict }) => conflict);
}

/** Whether nothing was typed. */
export function isUntouched(draft: DeliveryDraft, base: Delivery): boolean {
  const began = beginDraft(base);
  return fields.every((field) => draft[field] === began[field]);
}

/** Whether two versions differ in nothing that the form edits. */
export function hasSameSettings(one: Delivery, other: Delivery): boolean {
  return fields.every((field) => one[field] === other[field]);
}

/** The draft over other stored settings: what was typed stays, everything else follows what is stored. */
export function rebaseDraft(draft: DeliveryDraft, base: Delivery, onto: Delivery): DeliveryDraft {
  const began = beginDraft(base);
  const typed = Object.entries(draft).filter(
    ([field, value]) => value !== Reflect.get(began, field),
  );
  return { ...beginDraft(onto), ...Object.fromEntries(typed) };
}

function withChange(base: Delivery, change: DeliveryChange): DeliveryView {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(given) };
}

/** The field that a refusal is about, with its sentence; nothing when it is about the whole. */
export function fieldOfRefusal(failure: { code: string; sentence: string }): DeliveryProblems {
  if (failure.code === "TARGET_INVALID") {
    return { target: failure.sentence };
  }
  return failure.code === "HOST_HEADER_INVALID" ? { hostHeaderValue: failure.sentence } : {};
}

/** Whether the target speaks TLS, so that its certificate can be checked. */
export function speaksTls(target: string): boolean {
  return /^\s*(?:https|tls):/i.test(target);
}

function shownSize(bytes: number | null): string {
  return bytes === null ? "" : formatSize(bytes);
}
