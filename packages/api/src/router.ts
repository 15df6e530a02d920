import { accountRouter } from "./routers/account.ts";
import { appsRouter } from "./routers/apps.ts";
import { auditRouter } from "./routers/audit.ts";
import { catalogRouter } from "./routers/catalog.ts";
import { deliveryRouter } from "./routers/delivery.ts";
import { fleetRouter } from "./routers/fleet.ts";
import { galleryRouter } from "./routers/gallery.ts";
import { gateRouter } from "./routers/gate.ts";
import { hostsRouter } from "./routers/hosts.ts";
import { identitiesRouter } from "./routers/identities.ts";
import { membersRouter } from "./routers/members.ts";
import { overviewRouter } from "./routers/overview.ts";
import { sessionRouter } from "./routers/session.ts";
import { shareLinksRouter } from "./routers/share-links.ts";
import { vaultOperatorRouter } from "./routers/vault-operator.ts";
import { vaultsRouter } from "./routers/vaults.ts";
import { trpc } from "./trpc.ts";

export const appRouter = trpc.router({
  session: sessionRouter,
  overview: overviewRouter,
  hosts: hostsRouter,
  apps: appsRouter,
  delivery: deliveryRouter,
  gate: gateRouter,
  gallery: galleryRouter,
  catalog: catalogRouter,
  identities: identitiesRouter,
  shareLinks: shareLinksRouter,
  account: accountRouter,
  members: membersRouter,
  audit: auditRouter,
  fleet: fleetRouter,
  vaults: vaultsRouter,
  vaultOperator: vaultOperatorRouter,
});

export type AppRouter = typeof appRouter;
