/** The port of an address: `:8000`, or with the path where that is not the usual one. */
export function portText({ url }: { readonly url: string }): string {
  const { port, pathname, protocol } = new URL(url);
  const shown = `:${port || (protocol === "https:" ? "443" : "80")}`;
  return pathname === "/metrics" ? shown : `${shown}${pathname}`;
}
