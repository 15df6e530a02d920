/** Runs something so many times, and so many at once. */
export async function inFlight(
  width: number,
  count: number,
  run: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  async function walk(): Promise<void> {
    while (next < count) {
      next += 1;
      await run(next - 1);
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, walk));
}
