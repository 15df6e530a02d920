/** The ways to add an app, as an address names them. */
export type AddPlace = "port" | "run" | "proxy";

/** The one place that spells a path of the console. Pages link through it; tests compare it with the routes on disk. */
export const paths = {
  overview: () => "/",
  signIn: (next?: string) => withQuery("/sign-in", { next }),
  signUp: (next?: string) => withQuery("/sign-up", { next }),
  device: (userCode?: string) => withQuery("/device", { user_code: userCode }),
  pair: () => "/pair",
  join: (token: string) => `/join/${encodeURIComponent(token)}`,
  forgotPassword: () => "/forgot-password",
  resetPassword: () => "/reset-password",
  hosts: () => "/hosts",
  addHost: () => "/hosts/add",
  host: (hostId: string) => `/hosts/${encodeURIComponent(hostId)}`,
  apps: (add?: { hostId?: string; place?: AddPlace }) =>
    withQuery("/apps", add === undefined ? {} : { add: add.place ?? "port", host: add.hostId }),
  app: (appId: string) => `/apps/${encodeURIComponent(appId)}`,
  appAccess: (appId: string) => `/apps/${encodeURIComponent(appId)}/access`,
  appActivity: (appId: string) => `/apps/${encodeURIComponent(appId)}/activity`,
  appLinks: (appId: string) => `/apps/${encodeURIComponent(appId)}/links`,
  appAddresses: (appId: string) => `/apps/${encodeURIComponent(appId)}/addresses`,
  appDelivery: (appId: string) => `/apps/${encodeURIComponent(appId)}/delivery`,
  /** Narrowed as its parameters say. */
  gallery: (filter: Readonly<Record<string, string | undefined>> = {}) =>
    withQuery("/gallery", filter),
  galleryUpload: () => "/gallery/upload",
  galleryAlbums: () => "/gallery/albums",
  galleryAlbum: (albumId: string) => `/gallery/albums/${encodeURIComponent(albumId)}`,
  galleryTags: () => "/gallery/tags",
  galleryStats: () => "/gallery/stats",
  gallerySettings: () => "/gallery/settings",
  galleryTrash: () => "/gallery/trash",
  galleryTasks: () => "/gallery/tasks",
  galleryStorage: () => "/gallery/storage",
  /** An organization's photos as strangers see them. */
  publicGallery: (organization: string) => `/g/${encodeURIComponent(organization)}`,
  publicAlbum: (organization: string, album: string) =>
    `/g/${encodeURIComponent(organization)}/a/${encodeURIComponent(album)}`,
  publicAlbums: (organization: string) => `/g/${encodeURIComponent(organization)}/albums`,
  publicTag: (organization: string, tag: string) =>
    `/g/${encodeURIComponent(organization)}/t/${encodeURIComponent(tag)}`,
  publicImage: (organization: string, imageId: string) =>
    `/g/${encodeURIComponent(organization)}/i/${encodeURIComponent(imageId)}`,
  /** Where no gallery has anything. */
  publicElsewhere: (organization: string, rest: string) =>
    `/g/${encodeURIComponent(organization)}/${encodeURIComponent(rest)}`,
  publicMap: (organization: string) => `/g/${encodeURIComponent(organization)}/map`,
  galleryLinks: () => "/gallery/links",
  /** The apps that can be installed, for everybody; `query` as `writeCatalogQuery` has it. */
  catalog: (query = "") => (query === "" ? "/catalog" : `/catalog?${query}`),
  catalogEntry: (slug: string) => `/catalog/${encodeURIComponent(slug)}`,
  installEntry: (slug: string) => `/catalog/install/${encodeURIComponent(slug)}`,
  newCatalogEntry: () => "/catalog/entries/new",
  editCatalogEntry: (slug: string) => `/catalog/entries/${encodeURIComponent(slug)}/edit`,
  vaults: () => "/vaults",
  newVault: () => "/vaults/new",
  vaultKeys: () => "/vaults/keys",
  vault: (vaultId: string) => `/vaults/${encodeURIComponent(vaultId)}`,
  vaultProposals: (vaultId: string) => `/vaults/${encodeURIComponent(vaultId)}/proposals`,
  vaultProposal: (vaultId: string, proposalId: string) =>
    `/vaults/${encodeURIComponent(vaultId)}/proposals/${encodeURIComponent(proposalId)}`,
  identities: () => "/identities",
  members: () => "/members",
  audit: () => "/audit",
  operator: () => "/operator",
  fleet: () => "/operator/fleet",
  replicas: () => "/operator/replicas",
  replica: (id: string) => `/operator/replicas/${encodeURIComponent(id)}`,
  leases: () => "/operator/leases",
  feed: () => "/operator/feed",
  limits: () => "/operator/limits",
  tunnels: () => "/operator/tunnels",
  configuration: () => "/operator/configuration",
  catalogState: () => "/operator/catalog",
  catalogChanges: () => "/operator/changes",
  catalogChange: (id: string) => `/operator/changes/${encodeURIComponent(id)}`,
  operatorVaults: () => "/operator/vaults",
  operatorAudit: () => "/operator/audit",
  vaultAudit: () => "/operator/vault-audit",
  operators: () => "/operator/operators",
  queues: () => "/operator/queues",
  queue: (name: string, state?: string) =>
    withQuery(`/operator/queues/${encodeURIComponent(name)}`, { state }),
  job: (queue: string, jobId: string) =>
    `/operator/queues/${encodeURIComponent(queue)}/${encodeURIComponent(jobId)}`,
  settings: () => "/settings",
  account: () => "/settings/account",
  devices: () => "/settings/devices",
  /** Where devices were before; it leads there. */
  formerDevices: () => "/settings/sessions",
  keys: () => "/settings/keys",
  security: () => "/settings/security",
  appearance: () => "/settings/appearance",
} as const;

/** What `main.ts` answers ahead of the pages. */
export const mounts = {
  auth: "/api/auth",
  keys: "/api/keys",
  trpc: "/api/trpc",
  catalogAssets: "/catalog/assets/",
  catalog: "/api/v1/catalog",
  catalogReload: "/api/internal/catalog/reload",
  gateStart: "/gate/start",
  auditFile: "/api/v1/audit.csv",
  vaultAuditFile: "/api/v1/operator/audit.csv",
  uploads: "/api/v1/uploads",
  tick: "/api/v1/preprocess/tick",
  vaults: "/api/v1/vaults",
  media: "/media/",
  download: "/download/",
  original: "/api/v1/images/",
  share: "/s/",
  map: "/map/",
} as const;

/** A gallery's feeds, and an album's, which stand among its pages. */
export const feedFiles = { rss: "rss.xml", json: "feed.json", sitemap: "sitemap.xml" } as const;

export function feedPath(
  kind: keyof typeof feedFiles,
  organization: string,
  album?: string,
): string {
  const page =
    album === undefined
      ? paths.publicGallery(organization)
      : paths.publicAlbum(organization, album);
  return `${page}/${feedFiles[kind]}`;
}

/** A picture of the catalog, which never changes under its address. */
export function catalogAssetPath(picture: { sha256: string; extension: string }): string {
  return `${mounts.catalogAssets}${picture.sha256}.${picture.extension}`;
}

/** Files that are the same for everybody and change only with a build. */
export const assets = { built: "/_next/static/", icon: "/icon.svg" } as const;

/** Paths of the ops listener, which the public one does not have. */
export const opsPaths: readonly string[] = ["/healthz", "/readyz", "/metrics"];

/** Where an app's visitor comes back to after signing in; `state` is the gate's own, passed on unread. */
export function gateStartPath(state: string): string {
  return withQuery(mounts.gateStart, { s: state });
}

/** What a QR picture holds. The token stands behind `#`, which browsers send to nobody. */
export function pairLink(origin: string, qrToken: string): string {
  return `${origin}${paths.pair()}#${qrToken}`;
}

/** The record as a file, narrowed as the page is. */
export function auditFilePath(filter: Record<string, string | undefined>): string {
  return withQuery(mounts.auditFile, filter);
}

/** What was done to vaults of all organizations, as a file. */
export function vaultAuditFilePath(filter: Record<string, string | undefined>): string {
  return withQuery(mounts.vaultAuditFile, filter);
}

/** Endpoints of the sign-in handler that the console itself calls. */
export const authEndpoints = {
  signIn: `${mounts.auth}/sign-in/email`,
  signUp: `${mounts.auth}/sign-up/email`,
  signOut: `${mounts.auth}/sign-out`,
  totp: `${mounts.auth}/two-factor/verify-totp`,
  backupCode: `${mounts.auth}/two-factor/verify-backup-code`,
  passkeyOptions: `${mounts.auth}/passkey/generate-authenticate-options`,
  passkey: `${mounts.auth}/passkey/verify-authentication`,
  walletNonce: `${mounts.auth}/siwe/nonce`,
  wallet: `${mounts.auth}/siwe/verify`,
  forgotPassword: `${mounts.auth}/password/forgot`,
  resetPassword: `${mounts.auth}/password/reset`,
  device: `${mounts.auth}/device`,
  deviceApprove: `${mounts.auth}/device/approve`,
  deviceDeny: `${mounts.auth}/device/deny`,
} as const;

/**
 * Where to go after signing in: a path of this console, else the overview. Anything that a browser could read as
 * another origin (`//x`, `/\x`, control characters, a scheme) is refused, so that no link to the sign-in page can
 * lead a person elsewhere.
 */
export function safeNext(next: string | null | undefined): string {
  if (next === null || next === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next)) {
    return paths.overview();
  }
  const origin = "http://console.invalid";
  const resolved = URL.parse(next, origin);
  return resolved !== null && resolved.origin === origin ? next : paths.overview();
}

function withQuery(path: string, query: Record<string, string | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") {
      params.set(name, value);
    }
  }
  const text = params.toString();
  return text === "" ? path : `${path}?${text}`;
}
