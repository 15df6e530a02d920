import type { SourceFile } from "../checkout.ts";

const manifest = /^((?:apps|packages|tooling)\/[^/]+)\/package\.json$/;

/** Workspaces that the page of the architecture does not name in a code span, or that have no README. */
export function findUnnamedWorkspaces(
  paths: readonly string[],
  architecture: SourceFile | undefined,
): string[] {
  const all = new Set(paths);
  const workspaces = paths.flatMap((path) => manifest.exec(path)?.[1] ?? []);
  return workspaces.flatMap((workspace) => [
    ...(architecture?.text.includes(`\`${workspace}\``) === true
      ? []
      : [`docs/architecture.md does not name \`${workspace}\``]),
    ...(all.has(`${workspace}/README.md`) ? [] : [`${workspace} has no README.md`]),
  ]);
}
