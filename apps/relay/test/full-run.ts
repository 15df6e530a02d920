/**
 * How often a test repeats what it repeats: `some` with every change, `full` when `FULL=1` asks for the counts that
 * take too long for that.
 */
export function timesOf(some: number, full: number): number {
  return process.env["FULL"] === "1" ? full : some;
}
