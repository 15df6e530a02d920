/** What is done to a photo. */
export const workKinds = ["ingest", "ladder"] as const;
export type WorkKind = (typeof workKinds)[number];

/** One row of work. */
export interface WorkKey {
  readonly kind: WorkKind;
  readonly imageId: string;
}

/** As a queue names it: `<kind>-<imageId>`. */
export function workKeyText({ kind, imageId }: WorkKey): string {
  return `${kind}-${imageId}`;
}

/** Null for a text that names no work of this version. */
export function readWorkKey(text: string): WorkKey | null {
  const cut = text.indexOf("-");
  const kind = workKinds.find((known) => known === text.slice(0, cut));
  return kind === undefined ? null : { kind, imageId: text.slice(cut + 1) };
}
