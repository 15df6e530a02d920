import type { Clock, Timer } from "@homeport/platform";

export interface WheelMember {
  /** `late` means that the process was frozen or its loop blocked: judge nobody on this turn. */
  onTick(nowMs: number, late: boolean): void;
}

/** One timer a process on which everything periodic hangs. It runs only while it has members. */
export interface Wheel {
  add(member: WheelMember): void;
  remove(member: WheelMember): void;
  readonly size: number;
}

const turnMs = 1_000;
const lateMs = 2_000;

/**
 * A turn that comes over 2 s late says nothing about peers: their bytes may lie unread in our own
 * sockets. The next turn comes a second later, after the event loop has polled every socket.
 */
export function createWheel(clock: Pick<Clock, "monotonicMs" | "after">): Wheel {
  const members = new Set<WheelMember>();
  let timer: Timer | null = null;
  let dueMs = 0;

  function arm(nowMs: number): void {
    dueMs = nowMs + turnMs;
    timer = clock.after(turnMs, turn).unref();
  }

  function turn(): void {
    const nowMs = clock.monotonicMs();
    const late = nowMs - dueMs > lateMs;
    timer = null;
    for (const member of members) member.onTick(nowMs, late);
    if (members.size > 0) arm(nowMs);
  }

  return {
    add(member) {
      members.add(member);
      if (timer === null) arm(clock.monotonicMs());
    },
    remove(member) {
      members.delete(member);
      if (members.size > 0) return;
      timer?.cancel();
      timer = null;
    },
    get size() {
      return members.size;
    },
  };
}
