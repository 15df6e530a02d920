import { SaxesParser, type SaxesTagNS } from "saxes";
import type { ImageSize } from "./image-size.ts";

const svgNamespace = "http://www.w3.org/2000/svg";
const linkNamespace = "http://www.w3.org/1999/xlink";

/** Elements that draw and do nothing else. Whatever is missing here may act, or come to. */
const quietElements = new Set([
  ...["svg", "g", "defs", "symbol", "title", "desc", "style", "switch"],
  ...["path", "rect", "circle", "ellipse", "line", "polyline", "polygon"],
  ...["text", "tspan", "textPath", "use", "marker", "pattern", "mask", "clipPath"],
  ...["linearGradient", "radialGradient", "stop", "filter", "feBlend", "feColorMatrix"],
  ...["feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting"],
  ...["feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB"],
  ...["feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology"],
  ...["feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence"],
]);

const maxDepth = 100;

export interface SvgFinding {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Looks for anything in an SVG that acts or that would be fetched: scripts, event handlers, foreign content, references that
 * leave the file, entities. A text that is no well-formed XML is a finding too, since browsers may see in it what this does not.
 */
export function findActiveSvg(text: string): { findings: SvgFinding[]; size: ImageSize | null } {
  const findings: SvgFinding[] = [];
  let size: ImageSize | null = null;
  let depth = 0;
  const styles: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  const report = (message: string) => {
    // A bound: what is wrong with the rest is told once this is right.
    if (findings.length < 20)
      findings.push({ message, line: parser.line, column: parser.column + 1 });
  };
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("xmldecl", ({ encoding = "utf-8" }) => {
    // A browser would follow it, and read something else than what is looked at here.
    if (!/^utf-?8$/i.test(encoding)) report("says that it is not UTF-8");
  });
  parser.on("doctype", () => report("has a DOCTYPE, which may define entities"));
  parser.on("processinginstruction", ({ target }) => report(`has the instruction ${target}`));
  parser.on("opentag", (tag) => {
    depth += 1;
    if (depth > maxDepth) throw new Error("is nested too deeply");
    if (depth === 1) size = sizeOf(tag);
    for (const message of complaintsOf(tag)) report(message);
    if (tag.local === "style") styles.push("");
  });
  parser.on("closetag", (tag) => {
    depth -= 1;
    if (tag.local !== "style") return;
    if (isActiveStyle(styles.pop() ?? "")) report("has a style that reaches outside");
  });
  const collect = (part: string) => {
    const last = styles.pop();
    if (last !== undefined) styles.push(last + part);
  };
  parser.on("text", collect);
  parser.on("cdata", collect);
  try {
    parser.write(text).close();
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    report(`is no well-formed XML (${reason.replace(/^\d+:\d+: /, "")})`);
  }
  return { findings, size };
}

function complaintsOf(tag: SaxesTagNS): string[] {
  const found: string[] = [];
  const isQuiet = tag.uri === svgNamespace && quietElements.has(tag.local);
  if (!isQuiet) found.push(`has the element ${tag.name}, which is not among those that only draw`);
  for (const { name, local, uri, value } of Object.values(tag.attributes)) {
    if (/^on/i.test(local)) found.push(`has the event handler ${name}`);
    const isLink = local.toLowerCase() === "href" && (uri === "" || uri === linkNamespace);
    if ((isLink || /^(src|base)$/i.test(local)) && !/^#[\w.-]+$/.test(value.trim())) {
      found.push(`has ${name}, which leads out of the file`);
    } else if (isActiveStyle(value)) found.push(`has ${name}, which reaches outside`);
  }
  return found;
}

/** A backslash could hide any word of a style. */
function isActiveStyle(text: string): boolean {
  if (/@import|expression\(|javascript:|image-set\(|\\/i.test(text)) return true;
  return (
    [...text.matchAll(/url\(\s*(["']?)(.*?)\1\s*\)/gi)].some(
      ([, , to = ""]) => !to.startsWith("#"),
    ) || /url\((?![^)]*\))/i.test(text)
  );
}

/** What the outermost element says in pixels, or else its view box. */
function sizeOf(tag: SaxesTagNS): ImageSize | null {
  const pixels = (name: string) => {
    const [, number] =
      /^(\d{1,5}(?:\.\d+)?)(?:px)?$/.exec(tag.attributes[name]?.value.trim() ?? "") ?? [];
    return number === undefined ? null : Math.round(Number(number));
  };
  const width = pixels("width");
  const height = pixels("height");
  if (width !== null && height !== null && width > 0 && height > 0) return { width, height };
  const box =
    tag.attributes["viewBox"]?.value
      .trim()
      .split(/[\s,]+/)
      .map(Number) ?? [];
  const [, , boxWidth = 0, boxHeight = 0] = box;
  const isBox = box.length === 4 && boxWidth > 0 && boxHeight > 0 && box.every(Number.isFinite);
  return isBox ? { width: Math.round(boxWidth), height: Math.round(boxHeight) } : null;
}
