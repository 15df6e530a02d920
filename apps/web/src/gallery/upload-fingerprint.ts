import type { SendTarget } from "./send-file.ts";

/**
 * The name under which a browser remembers how far a file has come. The same file goes on where it stood only when it is
 * on its way to the same place: where an upload goes is settled when it begins.
 */
export function uploadFingerprint(
  file: Pick<File, "name" | "size" | "lastModified">,
  { organizationId, albumId, tags = [], renditionOf }: SendTarget,
): string {
  const bytes = [file.name, file.size, file.lastModified];
  const place = [organizationId, albumId ?? null, renditionOf ?? null, [...tags].sort()];
  return JSON.stringify(["homeport", place, bytes]);
}
