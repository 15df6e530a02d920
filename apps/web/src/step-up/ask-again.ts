import { readFailure } from "../data/failure.ts";

/** Asks the person to show a factor; answers whether they did. */
export type AskForFactor = () => Promise<boolean>;

/** What the server answers when a session was authenticated too long ago for what is privileged. */
const stepUpCode = "STEP_UP_REQUIRED";

/**
 * Runs a change, and where it is refused because the person has not shown a factor for a while, asks for one and runs
 * it again. Asked again at once, or not answered, the refusal stands.
 */
export async function withFactor<Output>(
  ask: AskForFactor,
  change: () => Promise<Output>,
): Promise<Output> {
  try {
    return await change();
  } catch (error) {
    if (readFailure(error).code !== stepUpCode || !(await ask())) {
      throw error;
    }
    return await change();
  }
}
