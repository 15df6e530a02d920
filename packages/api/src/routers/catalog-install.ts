import { whenApplied } from "@homeport/gate";
import { installChoice, planInstall } from "../catalog-install/plan-install.ts";
import { startInstall, startInstallInput } from "../catalog-install/start-install.ts";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";

/** Entries on their way to a host. */
export const catalogInstallRouter = trpc.router({
  /**
   * What an installation would be, or all that is wrong with what was chosen. A mutation although it changes nothing: passwords are
   * among it, and addresses are logged.
   */
  plan: inOrganization("catalog.install")
    .input(installChoice)
    .mutation(({ ctx, input }) => planInstall(ctx.deps.catalog, input)),

  /** Begins it. The app is there when this answers, and its own page tells how far its host is. */
  start: inOrganization("catalog.install")
    .input(startInstallInput)
    .mutation(async ({ ctx, input }) => {
      const both = { hosts: ctx.hosts, gate: ctx.gate, catalog: ctx.deps.catalog };
      const { appId } = await startInstall(both, input);
      return { appId, applied: await whenApplied(ctx.gate, "app.gate", appId) };
    }),
});
