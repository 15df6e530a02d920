/** How apps are addressed, from `HOMEPORT_APPS_URL`. */
export interface AppsAddress {
  readonly https: boolean;
  /** The host under which labels live. */
  readonly host: string;
  /** `:8080`, or empty for the scheme's own port. */
  readonly portSuffix: string;
}

export function appsAddress(appsUrl: URL): AppsAddress {
  return {
    https: appsUrl.protocol === "https:",
    host: appsUrl.hostname.toLowerCase(),
    portSuffix: appsUrl.port === "" ? "" : `:${appsUrl.port}`,
  };
}

/** Scheme, host and port of an app, as browsers write an origin. */
export function appOrigin(apps: AppsAddress, hostname: string): string {
  return `${apps.https ? "https" : "http"}://${hostname}${apps.portSuffix}`;
}
