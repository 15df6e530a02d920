import type { VariantView } from "../image/view.ts";

/** Photos that were published, newest first, for programs that follow them. Addresses are whole. */
export interface Feed {
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly pageUrl: string;
  readonly feedUrl: string;
  readonly items: readonly FeedItem[];
}

export interface FeedItem {
  /** Stays the same whatever else changes. */
  readonly id: string;
  readonly pageUrl: string;
  readonly title: string;
  readonly caption: string;
  readonly publishedAt: Date;
  readonly image: (Omit<VariantView, "path"> & { url: string; sizeBytes: number }) | null;
}
