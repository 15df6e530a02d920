import { readFailure } from "../data/failure.ts";
import { Notice } from "../design/notice.tsx";

/** Said in place of an error where it is Redis that is away: that is a state of the fleet, not a failure of the page. */
export function RedisAway() {
  return (
    <Notice tone="warn" role="status" title="Redis is away">
      Jobs and schedules wait until it is back. What is due by its row in Postgres is done all the
      same.
    </Notice>
  );
}

export function isRedisAway(error: unknown): boolean {
  return error !== null && readFailure(error).code === "QUEUES_AWAY";
}
