/** How many streams of each app are being carried. */
export class CarriedApps {
  readonly #counts = new Map<string, number>();

  /** Counts one more; what is answered is called at its end, once. */
  begin(appId: string): () => void {
    this.#counts.set(appId, (this.#counts.get(appId) ?? 0) + 1);
    return () => {
      const left = (this.#counts.get(appId) ?? 0) - 1;
      if (left > 0) this.#counts.set(appId, left);
      else this.#counts.delete(appId);
    };
  }

  has(appId: string): boolean {
    return this.#counts.has(appId);
  }
}
