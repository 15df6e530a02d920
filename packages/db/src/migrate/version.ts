const form = /^(\d+)\.(\d+)\.(\d+)(-.+)?$/;

/** Whether a version is at least the required one. One that cannot be read is not; a pre-release comes before its release. */
export function isAtLeast(version: string, required: string): boolean {
  const has = form.exec(version);
  const wants = form.exec(required);
  if (has === null || wants === null) return false;
  for (const at of [1, 2, 3]) {
    const difference = Number(has[at]) - Number(wants[at]);
    if (difference !== 0) return difference > 0;
  }
  return has[4] === undefined || wants[4] !== undefined;
}
