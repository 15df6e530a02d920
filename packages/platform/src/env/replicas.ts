/** How many replicas limits are divided by: the larger of the override and the declared capacity. */
export function effectiveReplicas(
  override: number | undefined,
  capacity: number | undefined,
): number {
  return Math.max(override ?? 1, capacity ?? 1);
}
