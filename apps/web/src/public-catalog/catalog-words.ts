import type { Access, Entrypoint, Permission, Setting, Sort } from "./catalog-types.ts";

export const sortWords: Record<Sort, string> = {
  relevance: "Best match",
  featured: "Featured",
  name: "Name",
  updated: "Recently changed",
  new: "Newest",
};

export const facetWords = {
  category: "Category",
  architecture: "Processor",
  license: "License",
  tag: "Tag",
} as const;

const processors: Readonly<Record<string, string>> = {
  amd64: "Intel and AMD, 64 bit",
  arm64: "ARM, 64 bit",
  armv7: "ARM, 32 bit",
};

export function processorWords(architecture: string): string {
  return processors[architecture] ?? architecture;
}

/** Who may open a path, once the app is installed as the catalog has it. */
export const accessWords: Record<Access, { who: string; meaning: string }> = {
  public: { who: "anyone", meaning: "Open to everybody who has the address, without signing in." },
  "signed-in": { who: "signed-in people", meaning: "Everybody who has signed in here." },
  members: { who: "members", meaning: "Members of the organization that runs it." },
  owner: { who: "owners", meaning: "Owners of the organization alone." },
};

/** What an app can do that asks for it, so that somebody who never heard the word can decide. */
export const permissionWords: Record<Permission, { title: string; meaning: string }> = {
  "docker-socket": {
    title: "Controls the container engine",
    meaning: "It can start, stop and read every container of the host, and so the host itself.",
  },
  "host-network": {
    title: "Stands in the host's own network",
    meaning: "It sees the host's network, and whatever listens there on loopback alone.",
  },
  privileged: {
    title: "Runs with all rights on the host",
    meaning: "Nothing separates it from the host: it can read and change everything there.",
  },
  devices: {
    title: "Uses devices of the host",
    meaning: "It reads and drives hardware such as USB sticks, tuners or serial ports.",
  },
  gpu: {
    title: "Uses the graphics card",
    meaning: "It shares the card with whatever else draws or computes on it.",
  },
  "net-admin": {
    title: "Changes network settings",
    meaning: "It can set up interfaces, routes and firewall rules.",
  },
  "host-paths": {
    title: "Reads folders of the host",
    meaning: "It is given folders outside its own data; which ones, its template says.",
  },
  "public-ports": {
    title: "Opens ports to the network",
    meaning: "Others in the host's network reach these ports directly, past sign-in.",
  },
};

/** How an entrypoint is reached. */
export function portWords({ protocol, primary }: Entrypoint): string {
  if (primary === true) return "at the app's public address";
  return protocol === "http"
    ? "on the host alone, unless you publish it"
    : "at the host itself, past the public address";
}

/** What installing asks for at a setting. */
export function settingWords({ type, required, default: preset, options }: Setting): string {
  const asked = type === "select" ? optionWords(options ?? []) : askedWords[type];
  if (type === "generated") return asked;
  const shown = options?.find(({ value }) => value === preset)?.label ?? preset;
  return [
    asked,
    required === true && shown === undefined ? "needed" : "",
    shown === undefined ? "" : `at first ${shownWords(shown)}`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

const askedWords: Record<Exclude<Setting["type"], "select">, string> = {
  text: "text",
  password: "a password",
  number: "a number",
  boolean: "yes or no",
  url: "an address",
  generated: "made on the host; nobody is asked",
};

function optionWords(options: readonly { label: string }[]): string {
  return `one of ${options.map(({ label }) => label).join(", ")}`;
}

function shownWords(value: string | number | boolean): string {
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}
