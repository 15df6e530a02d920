import { readText } from "./read-text.ts";

/** The sum of a metric over its labels, or over those that have this value. */
export async function readMetric(opsUrl: string, name: string, label?: string): Promise<number> {
  const page = (await readText(`${opsUrl}/metrics`)) ?? "";
  const values = page
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => label === undefined || line.includes(`"${label}"`))
    .map((line) => Number(line.slice(line.lastIndexOf(" ") + 1)));
  return values.reduce((sum, value) => sum + value, 0);
}
