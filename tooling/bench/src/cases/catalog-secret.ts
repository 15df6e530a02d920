import { asked } from "../contenders/asked.ts";
import { startProgram } from "../program.ts";
import { shared } from "../shared.ts";
import type { Site } from "../site.ts";
import { measured } from "./measured.ts";

/** Tokens that begin right beside ones that begin wrong, as the webhook judges them and as a comparison by letters does. */
export function catalogSecretCase({ stage }: Site) {
  const start = shared(() => startProgram(stage, "catalog-secret", "catalog-secret.ts"));
  const contenders = ["judged", "byLetter"].map((how) => asked(how, how, start));
  return measured("secret", "whether time tells how much of a token is right", contenders);
}
