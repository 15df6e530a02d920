import type { AccessLevel } from "@homeport/gate";
import type { Tone } from "../design/badge.tsx";

export interface LevelWords {
  label: string;
  /** Who passes, as a phrase. */
  note: string;
  tone: Tone;
}

/** What each level means, from the widest to the narrowest. */
export const levels: Record<AccessLevel, LevelWords> = {
  public: { label: "Public", note: "Anyone, without signing in", tone: "warn" },
  link: { label: "Link", note: "Members, and whoever holds a share link", tone: "accent" },
  "signed-in": { label: "Signed in", note: "Anyone with an account here", tone: "accent" },
  members: { label: "Members", note: "Members of this organization", tone: "accent" },
  owner: { label: "Owner", note: "Owners, and whoever made the app", tone: "plain" },
};

/** Levels as choices, the narrowest first: what is chosen without thinking is closed. */
export const levelOptions = (["owner", "members", "link", "signed-in", "public"] as const).map(
  (value) => ({
    value,
    label: levels[value].label,
    note: levels[value].note,
  }),
);
