import { type Browser, chromium } from "@playwright/test";
import { browserArguments, chromiumExecutable } from "../../harness/browser.ts";

export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumExecutable();
  return chromium.launch({ args: [...browserArguments], ...(executablePath ? { executablePath } : {}) });
}
