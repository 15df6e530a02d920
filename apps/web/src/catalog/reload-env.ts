import type { ReloadSecrets } from "@homeport/catalog";
import type { EnvCheck } from "@homeport/platform";
import { z } from "zod";

const secret = z.string().min(32, "is shorter than 32 characters").optional();

export const reloadVariables = {
  HOMEPORT_RELOAD_SECRET: {
    schema: secret,
    describe:
      "Secret of `POST /api/internal/catalog/reload`, as a bearer token. Unset: nobody may have the catalog reloaded.",
    remedy: "Set it to the output of `openssl rand -hex 32`, or unset it.",
    secret: true,
    group: "Catalog",
  },
  HOMEPORT_RELOAD_SECRET_PREVIOUS: {
    schema: secret,
    describe: "The reload secret before this one, accepted as well while callers are changed over.",
    remedy: "Set it to the secret that was used before, or unset it.",
    secret: true,
    group: "Catalog",
  },
} as const;

/** An earlier secret alone would let in whoever is meant to be locked out. */
export const checkReloadSecrets: EnvCheck<typeof reloadVariables> = function* check(values) {
  if (values.HOMEPORT_RELOAD_SECRET !== undefined) return;
  if (values.HOMEPORT_RELOAD_SECRET_PREVIOUS === undefined) return;
  yield {
    name: "HOMEPORT_RELOAD_SECRET_PREVIOUS",
    problem: "is set without HOMEPORT_RELOAD_SECRET",
    remedy: "Set HOMEPORT_RELOAD_SECRET as well, or unset it.",
  };
};

export function readReloadSecrets(values: {
  HOMEPORT_RELOAD_SECRET?: string | undefined;
  HOMEPORT_RELOAD_SECRET_PREVIOUS?: string | undefined;
}): ReloadSecrets | null {
  const { HOMEPORT_RELOAD_SECRET: current, HOMEPORT_RELOAD_SECRET_PREVIOUS: previous } = values;
  return current === undefined ? null : { current, previous: previous ?? null };
}
