import path from "node:path";

/**
 * Headers, sign-in and logs belong to `src/main.ts`; Next renders pages and nothing else.
 * @type {import("next").NextConfig}
 */
const config = {
  turbopack: { root: path.resolve(import.meta.dirname, "../..") },
  poweredByHeader: false,
  reactStrictMode: true,
  productionBrowserSourceMaps: false,
  agentRules: false,
  devIndicators: false,
  // `pnpm verify` runs the type check over the whole workspace; a second one here only costs time.
  typescript: { ignoreBuildErrors: true },
  // `authInterrupts`: a page that somebody may not see answers 403.
  // `staleTimes`: a browser that goes back to a gallery asks again, since what it shows may be hidden by then.
  experimental: {
    authInterrupts: true,
    optimizePackageImports: ["radix-ui", "lucide-react"],
    staleTimes: { dynamic: 0 },
  },
};

export default config;
