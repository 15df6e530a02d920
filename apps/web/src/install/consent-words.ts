import type { Outputs } from "../data/router-types.ts";

export type Manifest = NonNullable<Outputs["apps"]["checkManifest"]["manifest"]>;
type Consent = Manifest["consents"][number];

/** What each consent lets an app do, for somebody who has to decide about it. */
const words: Record<Consent, string> = {
  "docker-socket": "Use the host's Docker: it can then do anything on that host.",
  "host-network": "Use the host's own network, with every port and service that is there.",
  privileged: "Do on the host what its administrator may do.",
  devices: "Use devices of the host, such as disks, cameras or serial ports.",
  gpu: "Use the host's graphics processor.",
  "net-admin": "Change how the host's network works.",
  "host-paths": "Read and change folders of the host outside its own.",
  "public-ports": "Listen on ports of the host that others in its network reach past the gate.",
};

/** Consents that leave nothing of the wall between the app and its host. */
const grave: ReadonlySet<string> = new Set(["docker-socket", "privileged"]);

export interface Allowance {
  name: string;
  sentence: string;
}

/** What an app is allowed beyond its own folder and port, in the order in which its manifest names it. */
export function allowancesOf({ consents }: Pick<Manifest, "consents">): Allowance[] {
  return [...new Set(consents)].map((name) => ({ name, sentence: words[name] }));
}

/** Whether an app may do with its host what it likes. */
export function isGrave(allowances: readonly Allowance[]): boolean {
  return allowances.some(({ name }) => grave.has(name));
}
