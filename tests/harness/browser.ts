import { existsSync } from "node:fs";

/** What Chromium needs to run as root in a container and to stay off the network. */
export const browserArguments: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** The browser the test command found; else Debian's; else undefined, for Playwright's own. */
export function chromiumExecutable(): string | undefined {
  return process.env.MIDWATCH_CHROMIUM || ["/usr/bin/chromium"].find((file) => existsSync(file));
}
