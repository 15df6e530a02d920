import { createHash } from "node:crypto";
import type { ReadFile } from "../tree/read-record-files.ts";
import type { TreeItem } from "../tree/tree-item.ts";

/** A data repository as a table of paths: text, bytes, or what else git may hold there. */
export type TestTree = ReadonlyMap<string, TestFile>;
export type TestFile = string | Uint8Array | { readonly mode: "symlink" | "submodule" };

const lines = (...all: string[]) => `${all.join("\n")}\n`;

export const goodApp = lines(
  "schema = 1",
  'id = "0f1e2d3c-4b5a-4968-8776-655443322110"',
  'slug = "notes"',
  'name = "Notes"',
  'summary = "Keeps notes."',
  'categories = ["writing"]',
  'tags = ["text"]',
  'license = "MIT"',
  'website = "https://notes.example"',
  'source = "https://git.example/notes"',
  'maintainers = ["ada"]',
  'status = "active"',
  'architectures = ["amd64", "arm64"]',
  'icon = "icon.svg"',
  "",
  "[[entrypoints]]",
  'name = "web"',
  'service = "notes"',
  "port = 8080",
  'protocol = "http"',
  "primary = true",
  "",
  "[[entrypoints]]",
  'name = "sync"',
  'service = "notes"',
  "port = 9000",
  'protocol = "tcp"',
  "",
  "[[paths]]",
  'prefix = "/"',
  'access = "members"',
  'label = "Everything"',
  "",
  "[[settings]]",
  'key = "title"',
  'label = "Title"',
  'type = "text"',
  'env = "NOTES_TITLE"',
  'default = "Notes"',
  "max = 40",
);

export const goodCompose = lines(
  "services:",
  "  notes:",
  `    image: \${HOMEPORT_IMAGE_NOTES}`,
  "    restart: unless-stopped",
  "    environment:",
  `      TITLE: "\${NOTES_TITLE}"`,
  `    ports: ["127.0.0.1:\${HOMEPORT_PORT_WEB}:8080"]`,
  "    volumes:",
  `      - \${HOMEPORT_APP_DATA}/notes:/data`,
);

export const goodRelease = lines(
  'version = "1.0.0"',
  "date = 2026-05-01",
  "",
  "[[images]]",
  'service = "notes"',
  'reference = "example/notes:1.0.0"',
  `digest = "sha256:${"a".repeat(64)}"`,
);

export const goodIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="30"/></svg>\n';

/** A small data repository without a problem, of one's own to change. */
export function goodTree(): Map<string, TestFile> {
  return new Map<string, TestFile>([
    ["README.md", "# Data\n"],
    ["catalog.toml", lines("schema = 1", 'id = "example"', 'name = "Example"')],
    ["categories/writing.toml", lines('name = "Writing"', "order = 10")],
    ["maintainers/ada.toml", lines('name = "Ada"', 'url = "https://ada.example"')],
    ["slug-history/old-notes.toml", lines('to = "notes"', "movedAt = 2026-01-01")],
    ["apps/no/notes/app.toml", goodApp],
    ["apps/no/notes/description.md", "Notes keeps notes.\n"],
    ["apps/no/notes/compose.yml", goodCompose],
    ["apps/no/notes/releases/1.0.0.toml", goodRelease],
    ["apps/no/notes/assets/icon.svg", goodIcon],
  ]);
}

/** The tree as a validation takes it. */
export function toTreeInput(tree: TestTree): { items: TreeItem[]; read: ReadFile } {
  const items = [...tree].map(([path, file]): TreeItem => {
    if (typeof file === "object" && "mode" in file)
      return { path, mode: file.mode, oid: "0", sizeBytes: 0 };
    const bytes = bytesOf(file);
    const oid = createHash("sha1").update(bytes).digest("hex");
    return { path, mode: "file", oid, sizeBytes: bytes.length };
  });
  const read: ReadFile = (path) => {
    const file = tree.get(path);
    return file === undefined || (typeof file === "object" && "mode" in file)
      ? null
      : bytesOf(file);
  };
  return { items, read };
}

function bytesOf(file: string | Uint8Array): Uint8Array {
  return typeof file === "string" ? new TextEncoder().encode(file) : file;
}
