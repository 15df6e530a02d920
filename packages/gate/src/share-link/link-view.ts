/** Whether a link still opens anything, by the store's clock, and what ended it. */
export type LinkState = "live" | "expired" | "used-up" | "revoked";

/** A share link as those who may share see it: never its secret. */
export interface ShareLinkView {
  readonly linkId: string;
  /** What it is for, in its maker's words; may be empty. */
  readonly label: string;
  /** The part of the app that it opens. */
  readonly pathScope: string;
  /** Where a guest arrives; null when no rule of the level `link` opens anything of it. */
  readonly opensAt: string | null;
  readonly state: LinkState;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Null: any number of times. */
  readonly maxUses: number | null;
  readonly uses: number;
  /** Null once that account is gone. */
  readonly createdBy: { readonly userId: string; readonly name: string } | null;
}

export const maxLiveLinksPerApp = 200;
/** Of one app; older ones are not told of. */
export const maxShownLinks = 500;
