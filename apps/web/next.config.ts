import path from "node:path";
import type { NextConfig } from "next";

/** Headers, sign-in and logs belong to `src/main.ts`; Next renders pages and nothing else. */
const config: NextConfig = {
  turbopack: { root: path.resolve(import.meta.dirname, "../..") },
  poweredByHeader: false,
  reactStrictMode: true,
  productionBrowserSourceMaps: false,
  agentRules: false,
  devIndicators: false,
  // `pnpm verify` runs the type check over the whole workspace; a second one here only costs time.
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ["radix-ui", "lucide-react"] },
};

export default config;
