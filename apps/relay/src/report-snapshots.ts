import type { ReplicaRegistration } from "@homeport/db";
import type { Gate } from "@homeport/gate";

/**
 * Renews this relay's row of the registry after each new snapshot, so that whoever made a change learns that it
 * counts here. One write at a time: what comes meanwhile is told by one more.
 */
export function reportSnapshots(
  gate: Pick<Gate, "onSwap">,
  registration: Pick<ReplicaRegistration, "beat">,
): Disposable {
  let writing = false;
  let again = false;

  async function report(): Promise<void> {
    again = writing;
    if (writing) return;
    writing = true;
    await registration.beat();
    writing = false;
    if (again) await report();
  }

  return { [Symbol.dispose]: gate.onSwap(() => void report()) };
}
