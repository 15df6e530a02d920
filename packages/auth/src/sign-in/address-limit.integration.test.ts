import { connectRedis, createFleetTier, createLimiter } from "@homeport/coordination";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { freshRedis, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { type AddressLimit, createAddressLimit, signInRateClasses } from "./address-limit.ts";

const address = "192.0.2.7";
/** So that what counts here is the sum, and not how busy the machine is. */
const patientMs = 10_000;
const { burst } = signInRateClasses["sign-in"];

/** The limit of one web process; without a URL it knows of no other. */
async function openLimit(stack: AsyncDisposableStack, url: string | null): Promise<AddressLimit> {
  const metrics = createMetrics({ app: "test", version: "0" });
  const context = { clock: systemClock, log: silentLog, metrics };
  const options = { ...context, classes: signInRateClasses, maxReplicas: 1 };
  if (url === null) return createAddressLimit(createLimiter(options));
  const redis = stack.use(await connectRedis({ ...context, url, use: "main" }));
  const fleet = stack.use(createFleetTier({ ...context, redis, deadlineMs: patientMs }));
  const isReady = async () =>
    (await fleet.ask("sign-in", signInRateClasses["sign-in"], "nobody", 0)) === 0;
  await waitFor(isReady, { deadlineMs: 5_000 });
  return createAddressLimit(createLimiter({ ...options, fleet }));
}

/** How many wrong passwords are looked at before the first try is refused unseen. */
async function countGuesses(replicas: readonly AddressLimit[]): Promise<number> {
  for (let guesses = 0; ; guesses += 1) {
    const replica = replicas[guesses % replicas.length];
    const end = await replica?.begin(address).catch(() => null);
    if (!replica || !end) return guesses;
    await replica.countFailure(address);
    end();
  }
}

test("an address has its failures once, on whichever replicas it fails", async () => {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await freshRedis());
  const [one, other] = await Promise.all([openLimit(stack, url), openLimit(stack, url)]);
  expect(await countGuesses([one, other])).toBe(burst);
  await expect(one.begin(address)).rejects.toMatchObject({ code: "TOO_MANY_SIGN_INS" });
  await expect(other.begin(address)).rejects.toMatchObject({ code: "TOO_MANY_SIGN_INS" });
  await expect(other.begin("198.51.100.7")).resolves.toBeTypeOf("function");
});

test("control: replicas that do not ask Redis allow it as many failures each", async () => {
  await using stack = new AsyncDisposableStack();
  const replicas = await Promise.all([openLimit(stack, null), openLimit(stack, null)]);
  expect(await countGuesses(replicas)).toBe(2 * burst);
});

test("who begins and fails at nothing takes nothing, and an unknown address is never refused", async () => {
  await using stack = new AsyncDisposableStack();
  const limit = await openLimit(stack, null);
  for (let at = 0; at < 2 * burst; at += 1) (await limit.begin(address))();
  for (let at = 0; at < 2 * burst; at += 1) await limit.countFailure(null);
  await expect(limit.begin(null)).resolves.toBeTypeOf("function");
  expect(await countGuesses([limit])).toBe(burst);
});
