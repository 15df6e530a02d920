import { describeRecords, percentileMs } from "../load/findings.ts";
import type { RequestRecord } from "../load/send-request.ts";
import { upload } from "../load/upload.ts";
import type { Notes } from "../scenario/notes.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { startLoad } from "../scenario/start-load.ts";

/** Under way for longer than the agent needs to hear its signal, and no longer than it waits. */
const uploaded = { bytes: 16 * 2 ** 20, overMs: 1_500 };

export const agentRestart: Scenario = {
  name: "agent-restart",
  about: "All agents are told to stop, then killed, and start again each time.",
  fault: "they are killed where they are told to stop",
  full: { relays: 2, hosts: 20, perSecond: 200, seconds: 5 },
  small: { relays: 1, seconds: 1 },
  async run({ size, hasFault, notes, open }) {
    const fleet = await open();
    const { hosts, target } = fleet;
    const { effects } = target;
    const first = await startLoad(fleet, size);
    const uploading = upload({ ...fleet.visitor, host: fleet.appHosts[0] ?? "", ...uploaded });
    await first.lasts(300);
    const exit = await hosts.kill(hasFault ? "SIGKILL" : "SIGTERM");
    await first.stop();
    claimTold(notes, "who comes while agents stop", first.records);
    notes.claim(
      "an agent that is told to stop exits with 0",
      exit.code === 0,
      exit.code ?? "killed",
    );
    const { status, sent, received } = await uploading;
    const isWhole = status === 200 && sent === received;
    notes.claim("an upload under way is finished", isWhole, status ?? received);
    await hosts.start();
    await fleet.whole();

    const load = await startLoad(fleet, size);
    const killedAtMs = performance.now();
    await hosts.kill("SIGKILL");
    await hosts.start();
    await notes.within("killed agents hold tunnels again", 2_000, async () => {
      await fleet.whole(2_000);
      return true;
    });
    const wholeAtMs = performance.now();
    await load.lasts(size.seconds * 1_000);
    await load.stop();
    const { records } = load;
    const outside = records.filter(
      ({ sentAtMs, tookMs }) => sentAtMs + tookMs < killedAtMs || sentAtMs > wholeAtMs,
    );
    notes.judge("before and after", { records: outside, effects });
    claimTold(
      notes,
      "who comes in the gap",
      records.filter((record) => !outside.includes(record)),
    );
  },
};

/** A request that cannot be saved is told so, and soon. */
function claimTold(notes: Notes, name: string, records: readonly RequestRecord[]): void {
  const failed = records.filter(({ status }) => status !== 200);
  const silent = failed.filter(({ status }) => status !== 502 && status !== 503);
  notes.load(name, records);
  notes.claim(`${name} is told to come again`, silent.length === 0, describeRecords(silent));
  notes.atMost(`${name} does not wait for nothing`, percentileMs(failed, 1), 4_000, "ms");
}
