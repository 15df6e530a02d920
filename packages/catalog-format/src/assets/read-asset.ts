import { createHash } from "node:crypto";
import { type Problem, problem } from "../rules/problem.ts";
import { decodeText } from "../toml/decode-text.ts";
import { type AssetKind, kindOf, mediaTypes } from "./asset-kind.ts";
import { findActiveSvg } from "./find-active-svg.ts";
import { type ImageSize, sizeOfJpeg, sizeOfPng, sizeOfWebp } from "./image-size.ts";

/** What is known of a picture once it has been looked at. */
export interface AssetFacts {
  /** Of its bytes, in hexadecimal: its address. */
  readonly sha256: string;
  readonly mediaType: string;
  /** In pixels; null where an SVG does not say. */
  readonly width: number | null;
  readonly height: number | null;
}

/** Looks at a picture: its kind by its content, which has to be what its name says, and nothing that acts in it. */
export function readAsset(
  path: string,
  bytes: Uint8Array,
): { facts: AssetFacts | null; problems: Problem[] } {
  const kind = kindOf(bytes);
  if (kind === null) return refused(path, "is no SVG, PNG, WebP or JPEG");
  if (!path.endsWith(`.${kind}`)) return refused(path, `is ${kind.toUpperCase()} by its content`);
  if (kind === "svg") return readSvg(path, bytes);
  const size = sizeOf(kind, bytes);
  return size === null
    ? refused(path, "does not say how large it is")
    : { facts: factsOf(bytes, kind, size), problems: [] };
}

function readSvg(
  path: string,
  bytes: Uint8Array,
): { facts: AssetFacts | null; problems: Problem[] } {
  const { text, problems } = decodeText(path, bytes);
  if (text === null) return { facts: null, problems };
  const { findings, size } = findActiveSvg(text);
  const active = findings.map(({ message, line, column }) =>
    problem(path, "asset/svg-active", message, { place: { line, column } }),
  );
  return { facts: active.length > 0 ? null : factsOf(bytes, "svg", size), problems: active };
}

function sizeOf(kind: Exclude<AssetKind, "svg">, bytes: Uint8Array): ImageSize | null {
  switch (kind) {
    case "png":
      return sizeOfPng(bytes);
    case "jpg":
      return sizeOfJpeg(bytes);
    case "webp":
      return sizeOfWebp(bytes);
  }
}

function factsOf(bytes: Uint8Array, kind: AssetKind, size: ImageSize | null): AssetFacts {
  return {
    sha256: createHash("sha256").update(bytes).digest("hex"),
    mediaType: mediaTypes[kind],
    width: size?.width ?? null,
    height: size?.height ?? null,
  };
}

function refused(path: string, message: string): { facts: null; problems: Problem[] } {
  return { facts: null, problems: [problem(path, "asset/type", message)] };
}
