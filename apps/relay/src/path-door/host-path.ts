/** A target under `/hosts/`, taken apart. */
export interface HostPath {
  readonly hostId: string;
  /** Null asks for the host's default app. */
  readonly appName: string | null;
  /** What stands before the app's own path. */
  readonly prefix: string;
  /** Path and query as the app gets them; always begins with `/`. */
  readonly target: string;
}

const form = /^(\/hosts\/([^/?]+))(\/~([^/?]+))?([/?].*)?$/s;

/** Reads the path form of an address, or null when the target has another. Nothing is decoded. */
export function readHostPath(target: string): HostPath | null {
  const match = form.exec(target);
  if (match === null) return null;
  const [, host = "", hostId = "", app = "", appName, rest = ""] = match;
  return {
    hostId,
    appName: appName ?? null,
    prefix: host + app,
    target: rest.startsWith("/") ? rest : `/${rest}`,
  };
}
