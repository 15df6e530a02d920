/** The top of a scale: the least of 1, 2, 4 and 5 times a power of ten that holds every bar, at least 4. */
export function scaleTop(heights: readonly number[]): number {
  const most = Math.max(4, ...heights);
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [1, 2, 4, 5, 10].find((each) => each * power >= most) ?? 10;
  return factor * power;
}
