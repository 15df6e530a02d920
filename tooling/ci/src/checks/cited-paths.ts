import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { SourceFile } from "../checkout.ts";

const codeSpan = /`([^`\n]+)`/g;
const link = /\[[^\]]*\]\(([^)\s]+)\)/g;
const repositoryPath = /^(apps|packages|tooling|docs|deploy|\.ci)\/[\w./()[\]-]+$/;

/** Paths that a page names, in a code span or a link, and that do not exist. */
export function findBrokenPaths(
  pages: SourceFile[],
  root: string,
  exists: (path: string) => boolean = existsSync,
): string[] {
  return pages.flatMap((page) =>
    citedPaths(page)
      .filter((path) => !exists(join(root, path)))
      .map((path) => `${page.path}: ${path} does not exist`),
  );
}

function citedPaths({ path, text }: SourceFile): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
  const spans = [...prose.matchAll(codeSpan)].flatMap(([, span = ""]) =>
    repositoryPath.test(span) ? [span] : [],
  );
  const links = [...prose.matchAll(link)].flatMap(([, target = ""]) => {
    const file = target.split("#")[0] ?? "";
    if (file === "" || /^[a-z]+:/.test(file)) return [];
    return [normalize(join(dirname(path), file))];
  });
  return [...new Set([...spans, ...links])];
}
