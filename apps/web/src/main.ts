import { fileURLToPath } from "node:url";
import { createApiHandler, createVaultHandler, createVaultListener } from "@homeport/api";
import { fleetWarningCodes } from "@homeport/db";
import { checkStorageIdentity } from "@homeport/gallery";
import { createOpsListener, createReadiness, resolveRuntime, runProcess } from "@homeport/platform";
import { readBuildId } from "./build-id.ts";
import { createReloadEvents } from "./catalog/events.ts";
import { openContext, type WebContext, type WebProcess } from "./context.ts";
import { readEnv, takeProcessEnv } from "./env.ts";
import { createAnswer } from "./server/answer-request.ts";
import { createAuditFileMount, createVaultAuditFileMount } from "./server/audit-file-mount.ts";
import { createAuthMount } from "./server/auth-mount.ts";
import { createCatalogAssetMount } from "./server/catalog-asset-mount.ts";
import { createCatalogMount } from "./server/catalog-mount.ts";
import { createCatalogReloadMount } from "./server/catalog-reload-mount.ts";
import { createHandle } from "./server/create-handle.ts";
import { createRequestEvents, type RequestEvents } from "./server/events.ts";
import { createMediaMount, createTickMount, createUploadsMount } from "./server/gallery-mounts.ts";
import { createGalleryPages } from "./server/gallery-pages.ts";
import { createGateStart } from "./server/gate-start.ts";
import { publishHandle } from "./server/handle.ts";
import { createKeyMount } from "./server/key-mount.ts";
import { listenForVisitors } from "./server/listen.ts";
import { type NextPages, openNext } from "./server/next-pages.ts";
import { createPagesMount } from "./server/pages-mount.ts";
import { publicGalleryMounts } from "./server/public-gallery-mounts.ts";
import { webRates } from "./server/rates.ts";
import { version } from "./version.ts";

/** Sources and bundle lie equally deep below it. */
const appFolder = fileURLToPath(new URL("..", import.meta.url));

await runProcess({
  app: "web",
  version,
  host: process,
  readConfig: () => {
    const config = readEnv(takeProcessEnv());
    resolveRuntime(config);
    webRates(config);
    return config;
  },
  port: (config) => config.webAddress.port,
  open,
});

async function open(parent: WebProcess): Promise<void> {
  const { config, clock, log, metrics, lifecycle } = parent;
  const runtime = resolveRuntime(config);
  const readiness = lifecycle.use(
    createReadiness({ clock, lifecycle, version, warnings: config.warnings }),
  );
  const ops = lifecycle.use(
    await createOpsListener({ address: config.opsAddress, readiness, metrics, log }),
  );
  const { host } = config.opsAddress;
  const buildId = await readBuildId(fileURLToPath(import.meta.url));
  const opsUrl = `http://${bracketed(host)}:${ops.port}`;
  const context = await openContext(parent, runtime, { opsUrl, buildId });
  readiness.addCheck({ name: "postgres", required: true, check: () => context.db.ping() });
  readiness.addCheck({
    name: "storage",
    required: true,
    check: () => checkStorageIdentity(context.api.gallery),
  });
  for (const code of fleetWarningCodes) {
    readiness.addWarning(() => context.readFleetWarning(code));
  }
  readiness.addWarning(context.readSecretWarning);
  readiness.addWarning(() =>
    context.redisLink?.isUp() === false ? "Redis does not answer" : null,
  );
  const events = createRequestEvents({ clock, log, metrics });
  publishHandle(createHandle(context.api, events));
  const pages = lifecycle.use(await openNext(config, appFolder));
  await listenForVisitors(
    parent,
    answerOf(parent, { ...context, pages, events, buildId }),
    pages.upgrade,
  );
  await context.auth.announceSetup();
  // The first load of the catalog is over, whatever it found, or has had its 30 s.
  await context.api.catalog.reader.ready();
  lifecycle.markReady();
}

function answerOf(
  { config, clock, log, metrics, lifecycle, replicaId }: WebProcess,
  context: WebContext & { pages: NextPages; events: RequestEvents; buildId: string },
) {
  const security = {
    https: context.webUrl.protocol === "https:",
    developing: config.developing,
  };
  const trpc = createApiHandler(context.api);
  const authorities = new Set([context.webUrl.host, ...config.vaultAuthorities]);
  const draining = lifecycle.draining;
  const vaults = lifecycle.use(
    createVaultHandler({ api: context.api, authorities, clock, log, metrics, draining }),
  );
  return createAnswer({
    mounts: {
      auth: createAuthMount(context.auth, context.webUrl),
      keys: createKeyMount(context.keySignIn, context.webUrl),
      trpc,
      "gate-start": createGateStart(context),
      "audit-file": createAuditFileMount(context.api),
      "vault-audit-file": createVaultAuditFileMount(context.api),
      uploads: createUploadsMount(context.api, context.webUrl, lifecycle),
      media: createMediaMount(context.api, config.gallery.sharedCacheMs),
      tick: createTickMount(context.api, {
        secret: config.gallery.tickSecret,
        stage: config.stage,
        holder: replicaId,
      }),
      vaults: createVaultListener(vaults, context.webUrl),
      ...publicGalleryMounts(context.api, context.webUrl),
      catalog: createCatalogMount({
        ...{ catalog: context.api.catalog, buildId: context.buildId, events: context.events },
      }),
      "catalog-asset": createCatalogAssetMount(context.api.catalog),
      "catalog-reload": createCatalogReloadMount({
        catalog: { ...context.api.catalog, feed: context.api.feed, wake: context.api.wakeCatalog },
        ...{ secrets: config.reloadSecrets, limiter: context.limiter, draining },
        events: { ...context.events, ...createReloadEvents({ log, metrics }) },
      }),
      page: createPagesMount({
        openGalleryPage: createGalleryPages(context.api.publicGallery),
        ...{ auth: context.auth, pages: context.pages, security },
      }),
      asset: context.pages.handle,
    },
    limiter: context.limiter,
    events: context.events,
    random: context.random,
    lifecycle,
    security,
    trustedProxies: config.trustedProxies,
    stage: config.stage,
    replicaId,
  });
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
