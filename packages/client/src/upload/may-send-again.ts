/**
 * Whether a request of an upload that was answered with this status may pass when it is sent again: the server is busy, the
 * upload is in other hands, or it stands at another place than was thought. 507 is a quota, which no waiting makes larger.
 */
export function maySendAgain(status: number): boolean {
  return status === 409 || status === 423 || status === 429 || (status >= 500 && status !== 507);
}
