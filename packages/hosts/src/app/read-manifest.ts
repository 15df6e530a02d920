import { findComposeProblems, readManifestText } from "@homeport/catalog-format";
import { type AppManifest, readAppManifest } from "@homeport/tunnel";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { readAppName } from "./name.ts";

/**
 * Reads what somebody wants installed. Throws BAD_MANIFEST, which lists all that is wrong, and COMPOSE_REFUSED, which
 * names each key that nobody consented to.
 */
export function readManifest(input: unknown): AppManifest {
  const { manifest, problems } = readAppManifest(input);
  if (manifest === null) {
    throw new HostsError("BAD_MANIFEST", { publicMessage: listed("The manifest", problems) });
  }
  readAppName(manifest.name);
  const refused = composeProblems(manifest);
  if (refused.length > 0) {
    throw new HostsError("COMPOSE_REFUSED", { publicMessage: listed("The compose file", refused) });
  }
  return manifest;
}

export interface CheckedManifest {
  /** What can be installed once no problem is left; null where the text says nothing of an app. */
  readonly manifest: AppManifest | null;
  /** All that is wrong, each with its place. */
  readonly problems: readonly string[];
}

/** Looks at a manifest while it is being written, as JSON or as YAML, and changes nothing. */
export function checkManifest(
  ctx: Pick<HostsContext, "organizationId" | "permissions">,
  input: { text: string },
): CheckedManifest {
  authorize(ctx, "app.write");
  const { value, problems, locate } = readManifestText(input.text);
  if (problems.length > 0) return { manifest: null, problems };
  const read = readAppManifest(value);
  if (read.manifest === null) return { manifest: null, problems: read.problems.map(locate) };
  const { manifest } = read;
  return { manifest, problems: composeProblems(manifest).map((said) => `compose.file: ${said}`) };
}

function composeProblems({ compose, consents, entry }: AppManifest): string[] {
  if (compose === undefined) return [];
  const entryService = entry?.service ?? "";
  return findComposeProblems(compose.file, { consents, entryService }).map(
    ({ path, sentence, consent }) => {
      const remedy = consent === null ? "" : ` (allowed by the consent ${consent})`;
      return `${path === "" ? "" : `${path}: `}${sentence}${remedy}`;
    },
  );
}

function listed(what: string, problems: readonly string[]): string {
  return `${what} cannot be used. ${problems.join("; ")}`.slice(0, 2_000);
}
