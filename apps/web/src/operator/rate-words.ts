/** A rate in the largest number that is no fraction: "20 a second", "5 a minute", and how many may come at once. */
export function rateWords({ perSecond, burst }: { perSecond: number; burst: number }): string {
  const units = [
    ["second", perSecond],
    ["minute", perSecond * 60],
    ["hour", perSecond * 3_600],
  ] as const;
  const [unit, count] = units.find(([, amount]) => isWhole(amount)) ?? units[2];
  const article = unit === "hour" ? "an" : "a";
  return `${Number(count.toFixed(1))} ${article} ${unit}, ${burst} at once`;
}

function isWhole(amount: number): boolean {
  return amount >= 1 && Math.abs(amount - Math.round(amount)) < 1e-9;
}
