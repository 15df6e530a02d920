/** What is done to a photo. */
export const workKinds = ["ingest", "ladder", "clean", "avif", "metadata"] as const;
export type WorkKind = (typeof workKinds)[number];

/** One row of work. */
export interface WorkKey {
  readonly kind: WorkKind;
  readonly imageId: string;
}

/** One that is due: lower is more urgent. */
export interface DueWork extends WorkKey {
  readonly priority: number;
}

const priorities: Readonly<Record<WorkKind, number>> = {
  ingest: 5,
  ladder: 10,
  clean: 15,
  avif: 20,
  metadata: 25,
};

/** Added to the priority of what no upload asks for: it waits behind that. */
export const behindUploads = 50;

/** Which kinds share a queue: what people wait for has one of its own. */
export const queuesOfWork: readonly (readonly WorkKind[])[] = [
  ["ingest"],
  ["ladder", "clean", "avif", "metadata"],
];

/** Whether a photo is shown as failed when work of this kind is: the others leave what there is to see. */
export function showsFailure(kind: WorkKind): boolean {
  return kind === "ingest" || kind === "ladder";
}

/** How urgent work of this kind is when no run asks for it. */
export function workPriority(kind: WorkKind): number {
  return priorities[kind];
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
