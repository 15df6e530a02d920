import { createVirtualClock } from "@homeport/platform";
import { closeCodes } from "@homeport/tunnel";
import { describe, expect, it } from "vitest";
import type { DialAttempt, LiveTunnel } from "./live-tunnel.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";
import { type FakeTunnel, fakeTunnel } from "./testing/fake-tunnel.ts";

const random = { bytes: (count: number) => new Uint8Array(count), number: () => 0.5 };
const never = new Promise<never>(() => undefined);

function supervise(tunnels: number, dial: (attempt: DialAttempt) => Promise<LiveTunnel>) {
  const clock = createVirtualClock();
  const attempts: DialAttempt[] = [];
  const woke: number[] = [];
  const supervisor = createSupervisor({
    ...{ tunnels, clock, random },
    dial: (attempt) => {
      attempts.push(attempt);
      return dial(attempt);
    },
    onChange: () => undefined,
    onUnwedged: () => undefined,
    onWake: (sleptMs) => woke.push(sleptMs),
  });
  supervisor.start();
  return { clock, supervisor, attempts, woke };
}

const relaysOf = (supervisor: Supervisor) =>
  supervisor.liveTunnels().map((tunnel) => tunnel.relayId);

describe("two tunnels of one host", () => {
  const others = [{ relayId: "relay-2" }];

  it("come to rest at two relays when the first meeting was at one", async () => {
    const made: FakeTunnel[] = [];
    const { clock, supervisor, attempts } = supervise(2, async (attempt) => {
      const found = fakeTunnel(attempt.avoid.length > 0 ? "relay-2" : "relay-1", others);
      made.push(found);
      return found;
    });
    await clock.advance(2_000);
    expect(relaysOf(supervisor)).toEqual(["relay-1", "relay-2"]);
    expect(attempts.at(-1)).toMatchObject({ slot: 1, avoid: ["relay-1", "relay-1"] });
    expect(made.map(({ drained }) => drained)).toEqual([[], [closeCodes.AGENT_STOP], []]);
    await supervisor.stop(10);
  });

  it("keep both at one relay after four tries, and try again a minute later", async () => {
    const { clock, supervisor, attempts } = supervise(2, async (attempt) => {
      if (attempt.avoid.length > 0) throw new Error("the relay answered 503");
      return fakeTunnel("relay-1", others);
    });
    await clock.advance(20_000);
    const searches = () => attempts.filter(({ avoid }) => avoid.length > 0).length;
    expect(searches()).toBe(4);
    expect(relaysOf(supervisor)).toEqual(["relay-1", "relay-1"]);
    await clock.advance(60_000);
    expect(searches()).toBe(8);
    await supervisor.stop(10);
  });

  it("dial another relay at its own address when it has one", async () => {
    const withUrl = [{ relayId: "relay-2", url: "https://two.example" }];
    const { clock, supervisor, attempts } = supervise(2, async ({ url }) =>
      fakeTunnel(url === undefined ? "relay-1" : "relay-2", withUrl),
    );
    await clock.advance(2_000);
    expect(attempts.at(-1)?.url).toBe("https://two.example");
    expect(relaysOf(supervisor)).toEqual(["relay-1", "relay-2"]);
    await supervisor.stop(10);
  });

  it("stay where they are when there is one relay only", async () => {
    const { clock, supervisor, attempts } = supervise(2, async () => fakeTunnel("relay-1"));
    await clock.advance(200_000);
    expect(attempts).toHaveLength(2);
    await supervisor.stop(10);
  });

  it("give a search up that hangs, and leave the live tunnel alone", async () => {
    const { clock, supervisor, attempts } = supervise(2, (attempt) =>
      attempt.avoid.length > 0 ? never : Promise.resolve(fakeTunnel("relay-1", others)),
    );
    await clock.advance(90_000);
    expect(relaysOf(supervisor)).toEqual(["relay-1", "relay-1"]);
    expect(attempts.filter(({ signal }) => signal.aborted)).toHaveLength(4);
    await supervisor.stop(10);
    expect(clock.pending()).toBe(0);
  });
});

describe("a machine that slept", () => {
  it("keeps the tunnel that answers and dials the silent one again within 3 s", async () => {
    const made: FakeTunnel[] = [];
    const { clock, supervisor, attempts, woke } = supervise(2, async ({ slot }) => {
      const live = fakeTunnel(`relay-${slot}`);
      made.push(live);
      return live;
    });
    await clock.advance(20_000);
    const [answering, silent] = made;
    if (silent !== undefined) silent.answers = false;
    clock.jumpWall(60_000);
    await clock.advance(2_000);
    expect(woke).toEqual([60_000]);
    expect(silent?.destroyed).toBeNull();
    await clock.advance(3_500);
    expect(answering?.destroyed).toBeNull();
    expect(silent?.destroyed).toMatch(/slept/);
    expect(attempts.map(({ slot }) => slot)).toEqual([0, 1, 1]);
    expect(relaysOf(supervisor)).toEqual(["relay-0", "relay-1"]);
    await supervisor.stop(10);
  });

  it("is not seen in a clock that is set by less than ten seconds", async () => {
    const { clock, supervisor, woke } = supervise(1, async () => fakeTunnel());
    await clock.advance(20_000);
    clock.jumpWall(9_000);
    await clock.advance(4_000);
    expect(woke).toEqual([]);
    await supervisor.stop(10);
  });

  it("does not wait for the back-off of before", async () => {
    let dials = 0;
    const { clock, supervisor } = supervise(1, async () => {
      dials += 1;
      throw new Error("no network");
    });
    await clock.advance(30_000);
    const before = dials;
    clock.jumpWall(3_600_000);
    await clock.advance(2_000);
    expect(dials).toBeGreaterThan(before);
    await supervisor.stop(10);
  });
});

describe("a supervisor that is given another number of tunnels", () => {
  it("adds what is missing and drains what is too much", async () => {
    const made: FakeTunnel[] = [];
    const { clock, supervisor } = supervise(1, async ({ slot }) => {
      const live = fakeTunnel(`relay-${slot}`);
      made.push(live);
      return live;
    });
    await clock.advance(1);
    supervisor.resize(3, 1_000);
    await clock.advance(1);
    expect(relaysOf(supervisor)).toEqual(["relay-0", "relay-1", "relay-2"]);
    supervisor.resize(1, 1_000);
    await clock.advance(1);
    expect(relaysOf(supervisor)).toEqual(["relay-0"]);
    expect(made.map(({ drained }) => drained.length)).toEqual([0, 1, 1]);
    await supervisor.stop(10);
  });
});

describe("a host that has another key", () => {
  it("replaces each tunnel by a new one, tried until it comes, and no tunnel is missed meanwhile", async () => {
    const made: FakeTunnel[] = [];
    let refuses = false;
    const { clock, supervisor } = supervise(2, async ({ slot }) => {
      if (refuses) throw new Error("the relay answered 503");
      const found = fakeTunnel(`relay-${slot + 1}`);
      made.push(found);
      return found;
    });
    await clock.advance(1_000);
    const before = supervisor.liveTunnels();
    refuses = true;
    supervisor.renew();
    await clock.advance(10_000);
    expect(supervisor.liveTunnels()).toEqual(before);
    refuses = false;
    await clock.advance(10_000);
    expect(supervisor.liveTunnels()).toEqual(made.slice(2));
    expect(made.map(({ drained }) => drained.length)).toEqual([1, 1, 0, 0]);
    await supervisor.stop(10);
  });

  it("dials with it where no tunnel is live, and looks no further once a tunnel is lost", async () => {
    let dials = 0;
    const { clock, supervisor } = supervise(1, async () => {
      dials += 1;
      if (dials === 2) return await never;
      return fakeTunnel();
    });
    await clock.advance(1_000);
    const [first] = supervisor.liveTunnels() as FakeTunnel[];
    supervisor.renew();
    await clock.advance(300);
    first?.end(null);
    await clock.advance(1_000);
    expect([dials, supervisor.liveTunnels().length]).toEqual([3, 1]);
    supervisor.renew();
    await supervisor.stop(10);
  });
});
