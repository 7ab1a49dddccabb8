import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { launchBrowser, serveGallery } from "./server.ts";

/**
 * `node tests/gallery/shoot.ts [FOLDER] [NAME...]`: builds the gallery, serves it under the shells' content security policy
 * and writes a picture of each view in both themes. Anything the page reports as an error fails the run.
 */
const views: Readonly<
  Record<
    string,
    { readonly query: string; readonly size?: readonly [number, number]; readonly act?: (page: Page) => Promise<void> }
  >
> = {
  components: { query: "?page=components" },
  dialog: { query: "?page=components#dialog" },
  states: { query: "?page=states" },
  watch: { query: "?page=app#/watch" },
  hosts: { query: "?page=app#/hosts" },
  host: { query: "?page=app#/hosts/gpu-a09" },
  settings: { query: "?page=app#/settings" },
  palette: {
    query: "?page=app#/watch",
    async act(page) {
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog", { name: "Command palette" }).waitFor();
      await page.keyboard.type("a09");
    },
  },
  keys: {
    query: "?page=app#/watch",
    act: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
    },
  },
  setup: {
    query: "?page=setup",
    async act(page) {
      await page.getByRole("row", { name: /gpu-a09/ }).click();
    },
  },
  setupNarrow: { query: "?page=setup", size: [1024, 700] },
  narrow: { query: "?page=app#/watch", size: [1024, 700] },
};

const [folder = "test-results/gallery", ...names] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const server = await serveGallery();
const browser = await launchBrowser();
try {
  const problems: string[] = [];
  for (const name of names.length > 0 ? names : Object.keys(views)) {
    for (const theme of ["dark", "light"]) problems.push(...(await shoot(browser, name, theme)));
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await browser.close();
  await server.close();
}

async function shoot(chrome: Browser, name: string, theme: string): Promise<readonly string[]> {
  const view = views[name];
  if (!view) return [`No view is called ${name}`];
  const [width, height] = view.size ?? [1440, 900];
  const page = await chrome.newPage({ viewport: { width, height }, timezoneId: "Europe/Berlin" });
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`${name} ${theme}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`${name} ${theme}: ${error.message}`));
  const [query = "", hash = ""] = view.query.split("#");
  await page.goto(`${server.url}${query}&theme=${theme}${hash ? `#${hash}` : ""}`);
  await page.locator("h1, main, header").first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(300);
  await view.act?.(page);
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
  await page.close();
  return problems;
}
