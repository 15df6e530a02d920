import { PlatformError } from "@homeport/platform";
import type { ApiDeps } from "../context/deps.ts";

/**
 * What a stream tells until whoever listens leaves or this process drains. Throws DRAINING then, which has the browser
 * ask again, where it is answered.
 */
export async function* untilDrained<T>(
  { draining }: Pick<ApiDeps, "draining">,
  signal: AbortSignal | undefined,
  tell: (signal: AbortSignal) => AsyncGenerator<T, void>,
): AsyncGenerator<T, void> {
  const stops = [signal, draining].filter((each) => each !== undefined);
  yield* tell(AbortSignal.any(stops));
  if (draining?.aborted === true) throw new PlatformError("DRAINING");
}
