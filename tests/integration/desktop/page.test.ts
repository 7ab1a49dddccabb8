import { mkdtempSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "@playwright/test";
import { type BuildResult, build as bundle } from "esbuild";
import { build as buildPage } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleOptions } from "../../../build/bundles.ts";
import { root } from "../../../build/paths.ts";
import { appUrl } from "../../../electron/desktop/appScheme.ts";
import { createProtocolHandler } from "../../../electron/desktop/protocolHandler.ts";
import { contentSecurityPolicy } from "../../../electron/host/contentSecurityPolicy.ts";
import packageFile from "../../../package.json" with { type: "json" };
import { launchBrowser } from "../../gallery/server.ts";

/** The desktop's own parts put together in a browser: only Electron is missing, whose binary tests cannot count on. */
let folder = "";
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-page-"));
  browser = await launchBrowser();
  await buildPage({
    configFile: join(root, "build/vite.config.ts"),
    logLevel: "error",
    build: { outDir: join(folder, "renderer"), emptyOutDir: true },
  });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const bundled = (names: readonly string[]) =>
  bundle({ ...bundleOptions(names), sourcemap: false, write: false, metafile: true });

/** What the bundles ask `require` for. */
function externals({ metafile }: BuildResult): readonly string[] {
  const imports = Object.values(metafile?.outputs ?? {}).flatMap((output) => output.imports);
  const names = imports.filter(({ external }) => external).map(({ path }) => path);
  return [...new Set(names)].filter((name) => !builtinModules.includes(name.replace(/^node:/, "")));
}

/** Stands in for the two parts of Electron that a preload has; the main process's end of the port counts what comes. */
const electronInPage = `
  window.arrived = [];
  let hand = () => {};
  const electron = {
    ipcRenderer: {
      on: (channel, listener) => { if (channel === "shell:port") hand = listener; },
      send: (channel) => {
        if (channel !== "shell:connect") return;
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => window.arrived.push(data.t);
        hand({ ports: [port2] });
      },
    },
    contextBridge: { exposeInMainWorld: (name, api) => { window[name] = api; } },
  };
  const require = (name) => { if (name === "electron") return electron; throw new Error("no " + name); };
`;

describe("the desktop's bundles", () => {
  it("load from node_modules only what the package carries", async () => {
    expect(Object.keys(packageFile.dependencies)).toEqual(["better-sqlite3", "node-pty"]);
    const found = externals(await bundled(["desktop", "samplesWorker"]));
    // Optional accelerators of ssh2 and ws, asked for and never there.
    const accelerators = ["cpu-features", "bufferutil", "utf-8-validate"];
    const optional = found.filter((name) => accelerators.includes(name) || name.endsWith(".node"));
    expect(found.filter((name) => !optional.includes(name)).sort()).toEqual(["better-sqlite3", "electron", "node-pty"]);
  });

  it("have a preload that is one script and needs Electron alone, as the sandbox demands", async () => {
    const result = await bundled(["preload"]);
    expect(result.outputFiles).toHaveLength(1);
    expect(externals(result)).toEqual(["electron"]);
  });
});

describe("the page over app://", () => {
  it("loads whole under its policy and asks the preload for its port", async () => {
    const [preload] = (await bundled(["preload"])).outputFiles;
    const answer = createProtocolHandler(join(folder, "renderer"), contentSecurityPolicy);
    const context = await browser.newContext();
    const page = await context.newPage();
    const problems: string[] = [];
    const answers: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    // A browser knows no app://: the same answers stand under an origin as strict.
    await page.route("https://console/**", async (route) => {
      const url = route.request().url().replace("https://console/", appUrl);
      const response = await answer({ url, method: route.request().method() });
      answers.push(`${response.status} ${new URL(url).pathname.replace(/.*\./, ".")}`);
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    });
    await page.addInitScript(`(() => {${electronInPage}${preload?.text ?? ""}})()`);
    await page.goto("https://console/");
    await page.waitForFunction("window.arrived.length > 0");
    await page.locator("#root > *").first().waitFor({ state: "attached" });
    await page.evaluate(() => Promise.all([...document.fonts].map((face) => face.load())).then(() => {}));

    expect(await page.evaluate("Object.keys(window.shell)")).toEqual(["connect"]);
    expect(await page.evaluate("window.arrived[0]")).toMatch(/^(call|open)$/);
    expect(await page.locator("#root").innerHTML()).not.toBe("");
    expect(answers).toEqual(expect.arrayContaining(["200 /", "200 .js", "200 .css", "200 .woff2"]));
    expect(answers.filter((one) => !one.startsWith("200 "))).toEqual([]);
    expect(problems).toEqual([]);
    await context.close();
  });
});
