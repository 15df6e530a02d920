/** Whether an agent is older than this installation. What is not known, or not a version, is not called old. */
export function isOlderAgent(version: string | null, installed: string): boolean {
  const [own, newest] = [numbersOf(version ?? ""), numbersOf(installed)];
  if (own === null || newest === null) {
    return false;
  }
  const at = own.findIndex((part, index) => part !== newest[index]);
  return at >= 0 && (own[at] ?? 0) < (newest[at] ?? 0);
}

/** Of `1.2.3` and `1.2.3-beta` alike. */
function numbersOf(version: string): readonly number[] | null {
  const match = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:[-+].*)?$/.exec(version);
  return match === null ? null : match.slice(1).map(Number);
}
