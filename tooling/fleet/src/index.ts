export { askCatalog, servedCommit, tellOfPush } from "./catalog/ask-catalog.ts";
export { type CatalogLab, type CatalogWeb, openCatalogLab } from "./catalog/catalog-lab.ts";
export { inspectable, openInspector } from "./inspect/inspector.ts";
export { openPhotoLab, type PhotoLab, type PhotoWorker } from "./photos/photo-lab.ts";
export { readRealPhotos } from "./photos/real-photos.ts";
export { countOpen, countReady, findHeld } from "./photos/store.ts";
export { killDecoders } from "./photos/strikes.ts";
export {
  type ConsoleAnswer,
  type ConsoleBrowser,
  openConsoleBrowser,
} from "./product/console-browser.ts";
export { type StartedHomeport, startHomeport } from "./product/start-homeport.ts";
export type { InstalledApp } from "./seed/install-app.ts";
export type { HostOnly } from "./seed/many-hosts.ts";
export { openSeeder, type SeededHost, type Seeder } from "./seed/seeder.ts";
export { openShim } from "./shim/open-shim.ts";
export { countHeld, setGate } from "./vaults/store.ts";
export { openVaultLab, type VaultLab } from "./vaults/vault-lab.ts";
