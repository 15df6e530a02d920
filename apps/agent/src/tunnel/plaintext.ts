/** Whether a tunnel to this relay runs over TLS or stays on this machine. */
export function isPrivateEnough(relayUrl: URL): boolean {
  if (relayUrl.protocol === "https:") return true;
  const host = relayUrl.hostname;
  return (
    host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127\./.test(host)
  );
}
