import type { AlbumLinkInput } from "./album-link-types.ts";

const dayMs = 24 * 60 * 60 * 1_000;

/** How long a link may live, by the value of its choice. */
export const linkLives = [
  { value: "1d", label: "1 day", inMs: dayMs },
  { value: "7d", label: "7 days", inMs: 7 * dayMs },
  { value: "30d", label: "30 days", inMs: 30 * dayMs },
  { value: "365d", label: "1 year", inMs: 365 * dayMs },
  { value: "never", label: "Never", inMs: null },
] as const;

export type LinkLife = (typeof linkLives)[number]["value"];

export const linkDownloads = [
  { value: "album", label: "As the album says" },
  { value: "never", label: "Nothing" },
  { value: "clean", label: "Photos without metadata" },
  { value: "original", label: "Original files", note: "They may say where a photo was taken" },
] as const;

export type LinkDownload = (typeof linkDownloads)[number]["value"];

/** What is typed into the form of a new link. */
export interface AlbumLinkDraft {
  label: string;
  albumId: string;
  life: LinkLife;
  download: LinkDownload;
  /** Empty: none. */
  password: string;
}

const passwordLeast = 4;

/** A sentence for a password that cannot be sent as it is. */
export function passwordProblem({ password }: AlbumLinkDraft): string | undefined {
  return password !== "" && password.length < passwordLeast
    ? `At least ${passwordLeast} characters, or none.`
    : undefined;
}

export function toLinkInput(draft: AlbumLinkDraft): AlbumLinkInput {
  const { label, albumId, life, download, password } = draft;
  return {
    ...{ label, albumId },
    lifeMs: linkLives.find(({ value }) => value === life)?.inMs ?? null,
    download: download === "album" ? null : download,
    password: password === "" ? null : password,
  };
}
