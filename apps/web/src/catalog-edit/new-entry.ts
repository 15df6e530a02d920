import type { DraftFile } from "./use-draft.ts";

export const slugForm = /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])$/;

export function folderOf(slug: string): string {
  return `apps/${slug.slice(0, 2)}/${slug}`;
}

/** What a new entry begins with: a draft that is shown nowhere until it says that it is active. */
export function filesOfNew(slug: string, id: string): DraftFile[] {
  const folder = folderOf(slug);
  const file = (name: string, text: string): DraftFile => ({
    ...{ path: `${folder}/${name}`, oid: null, before: null, text, isGone: false, base64: null },
  });
  return [
    file("app.toml", appOf(slug, id)),
    file("description.md", "What it does, who it suits, and what to know before installing it.\n"),
    file("assets/icon.svg", iconOf(slug)),
  ];
}

function appOf(slug: string, id: string): string {
  return `schema = 1
id = "${id}"
slug = "${slug}"
name = "${slug}"
summary = "One sentence."
categories = []
tags = []
license = "MIT"
website = "https://example.org"
source = "https://example.org"
maintainers = []
status = "draft"
architectures = ["amd64", "arm64"]
icon = "icon.svg"

[[entrypoints]]
name = "web"
service = "${slug}"
port = 8080
protocol = "http"
primary = true

[[paths]]
prefix = "/"
access = "members"
label = "Everything"
`;
}

/** Its first letter, until somebody draws another one. */
function iconOf(slug: string): string {
  const letter = slug.slice(0, 1).toUpperCase();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#4a5568"/><text x="32" y="43" font-family="sans-serif" font-size="32" fill="#fff" text-anchor="middle">${letter}</text></svg>
`;
}
