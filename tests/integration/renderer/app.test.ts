import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type GalleryServer, launchBrowser, serveGallery } from "../../gallery/server.ts";

/** The whole UI in a browser, under the shells' policy, over the contract's own server with canned knowledge. */
let server: GalleryServer;
let browser: Browser;
const open: Page[] = [];
const problems: string[] = [];

beforeAll(async () => {
  server = await serveGallery();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

afterEach(async () => {
  for (const page of open.splice(0)) await page.context().close();
  expect(problems.splice(0)).toEqual([]);
});

async function visit(address: string, width = 1440): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  open.push(page);
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(server.url + address);
  return page;
}

const callsOf = (page: Page, name: string) =>
  page.evaluate(
    (wanted) => window.fakeConsole?.calls.filter((call) => call.name === wanted).map((call) => call.params) ?? [],
    name,
  );

describe("First run", () => {
  it("opens by itself, trusts the key shown, and watches what is ticked", async () => {
    const page = await visit("?page=setup");
    const row = page.getByRole("row", { name: /gpu-a09/ });
    await row.getByText("New key, review").waitFor();
    await row.click();
    await page.getByRole("heading", { name: "Trust gpu-a09?" }).waitFor();
    await page.keyboard.press("t");
    await row.getByText("Ready").waitFor();
    expect(await callsOf(page, "ssh.trustHostKey")).toEqual([
      {
        host: "gpu-a09",
        hop: "gpu-a09",
        fingerprint: "SHA256:q3Vn8Zt1Yk0Lc5RwHd2PmX7uAe9T4bJsGf6KoWiNv1E",
        remember: true,
      },
    ]);

    await page.getByRole("button", { name: "Skip host" }).click();
    await page.getByRole("button", { name: /^Watch 64 hosts/ }).click();
    await page.waitForURL(/#\/watch$/);
    const saved = (await callsOf(page, "setup.save")) as { name: string; hosts: { name: string }[] }[];
    const names = saved[0]?.hosts.map(({ name }) => name) ?? [];
    expect(names).toHaveLength(64);
    expect(names).not.toContain("gpu-b02");
    expect(names).not.toContain("dev-box");
    expect(names).not.toContain("github.com");
  });

  it("offers no way past a changed key, and says how to verify it", async () => {
    const page = await visit("?page=setup");
    const changed = page.getByRole("region", { name: "Host key of gpu-b02 changed" });
    await changed.getByRole("button", { name: "Show how to verify" }).click();
    await changed.getByText("remove line 41 of").waitFor();
    expect(await changed.getByRole("button").allTextContents()).toEqual(["Hide how to verify"]);
    expect(await page.getByRole("checkbox", { name: "Watch gpu-b02" }).isChecked()).toBe(false);
  });

  it("is worked by keyboard: move, toggle, filter, all", async () => {
    const page = await visit("?page=setup");
    await page.getByRole("row", { name: /gpu-a01/ }).click();
    await page.keyboard.press("j");
    await page.keyboard.press("Space");
    expect(await page.getByRole("checkbox", { name: "Watch gpu-a02" }).isChecked()).toBe(false);
    await page.keyboard.press("/");
    await page.keyboard.type("gpu-c");
    expect(await page.getByRole("row", { name: /gpu-/ }).count()).toBe(16);
    await page.keyboard.press("t");
    expect(await callsOf(page, "ssh.trustHostKey")).toEqual([]);
  });

  it("a host without a tick stays out until it is added by name", async () => {
    const page = await visit("?page=setup");
    await page.getByRole("button", { name: "Add host" }).click();
    await page.getByRole("textbox", { name: "Host" }).fill("bad name/x");
    await page.getByText("Use a host name or address").waitFor();
    await page.getByRole("textbox", { name: "Host" }).fill("lab-7");
    await page.keyboard.press("Enter");
    await page.getByRole("row", { name: /lab-7/ }).getByText("Ready").waitFor();
  });
});

describe("keys and the palette", () => {
  it("goes to screens, opens the list of keys, and closes one layer at a time", async () => {
    const page = await visit("?page=app#/watch");
    await page.getByRole("navigation", { name: "Screens" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.waitForURL(/#\/hosts$/);
    await page.keyboard.press("?");
    const keys = page.getByRole("dialog", { name: "Keys" });
    await keys.getByText("Go to Watch").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("w");
    expect(page.url()).toMatch(/#\/hosts$/);
    await page.keyboard.press("Escape");
    await keys.waitFor({ state: "detached" });
  });

  it("finds a host by a few letters and opens it", async () => {
    const page = await visit("?page=app#/watch");
    await page.getByRole("navigation", { name: "Screens" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Command palette" }).waitFor();
    await page.keyboard.type("@c11");
    await page.getByRole("option", { name: "gpu-c11" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/#\/hosts\/gpu-c11$/);
  });

  it("closes the palette with one Esc, whatever was typed", async () => {
    const page = await visit("?page=app#/settings");
    await page.getByRole("navigation", { name: "Screens" }).waitFor();
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Command palette" });
    await palette.waitFor();
    await page.keyboard.type(">pause");
    await page.getByRole("option", { name: "Pause live charts" }).waitFor();
    await page.keyboard.press("Escape");
    await palette.waitFor({ state: "detached" });
  });

  it("pauses with Space, but not while a button has the focus", async () => {
    const page = await visit("?page=app#/settings");
    const live = page.getByRole("button", { name: /^Live/ });
    await live.waitFor();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Paused" }).waitFor();
    await page.getByRole("radio", { name: "Light" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Paused" }).waitFor();
    expect(await callsOf(page, "settings.set")).toEqual([{ theme: "light" }]);
  });

  it("leaves single letters alone when they are switched off", async () => {
    const page = await visit("?page=app#/settings");
    await page.getByRole("switch", { name: "Single-letter keys" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("heading", { name: "Settings" }).click();
    await page.keyboard.press("?");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Command palette" }).waitFor();
    expect(await page.getByRole("dialog", { name: "Keys" }).count()).toBe(0);
  });
});

it("shows a server's question in its own words, hides what is typed, and answers once", async () => {
  const page = await visit("?page=app#/settings");
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  await page.evaluate(() => {
    const console = window.fakeConsole;
    if (!console) return;
    const nowMs = Date.UTC(2026, 10, 19, 2, 14, 22);
    console.state.prompts = [
      {
        id: "p1",
        host: "gpu-a09",
        hop: "bastion-eu-1",
        title: "Two-factor sign-in",
        instructions: "Duo push sent <b>to</b> phone",
        fields: [{ label: "Passcode: ", echo: false }],
        askedAtMs: nowMs,
        expiresAtMs: nowMs + 60_000,
      },
    ];
    console.changed();
  });
  const dialog = page.getByRole("dialog", { name: "Two-factor sign-in" });
  await dialog.getByText("Duo push sent <b>to</b> phone").waitFor();
  const field = dialog.getByLabel("Passcode:");
  expect(await field.getAttribute("type")).toBe("password");
  await field.fill("123456");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  expect(await callsOf(page, "ssh.answerPrompt")).toEqual([{ id: "p1", answers: ["123456"] }]);
});

it("says that the connection is down, keeps what is on screen, and comes back", async () => {
  const page = await visit("?page=app#/settings");
  await page.getByRole("button", { name: "63 of 64 hosts connected" }).waitFor();
  await page.evaluate(() => window.fakeConsole?.drop());
  await page.getByRole("alert").getByText("The connection to Midwatch is down").waitFor();
  await page.getByRole("button", { name: "63 of 64 hosts connected" }).waitFor();
  await page.getByRole("alert").waitFor({ state: "detached" });
});

it("speaks a new critical alert at once, and what was there before not at all", async () => {
  const page = await visit("?page=app#/settings");
  await page.getByRole("button", { name: "63 of 64 hosts connected" }).waitFor();
  const spoken = page.locator('[aria-live="assertive"][data-region]');
  expect(await spoken.textContent()).toBe("");
  await page.evaluate(() => {
    const console = window.fakeConsole;
    if (!console) return;
    const lost = {
      id: "new",
      name: "GpuLost",
      severity: "critical",
      state: "firing",
      labels: { instance: "gpu-a01" },
      annotations: { summary: "GPU lost" },
      sinceMs: 0,
      value: null,
      limit: null,
      limitIsFloor: false,
      expr: null,
      measured: null,
      unit: "none",
      askedAt: null,
      forMs: null,
      sources: ["hosts"],
      silencedBy: [],
      inhibitedBy: [],
      claim: null,
    } as const;
    console.state.alerts = [...console.state.alerts, lost];
    console.changed();
  });
  await page.getByText("1 critical: gpu-a01: GPU lost").waitFor({ state: "attached" });
});

describe("accessibility", () => {
  it.each([
    ["?page=components", "dark"],
    ["?page=components", "light"],
    ["?page=states", "dark"],
    ["?page=states", "light"],
    ["?page=setup", "dark"],
    ["?page=setup", "light"],
    ["?page=app#/settings", "dark"],
    ["?page=app#/settings", "light"],
  ])("%s in %s meets WCAG AA", async (address, theme) => {
    const [query, hash] = address.split("#");
    const page = await visit(`${query}&theme=${theme}${hash ? `#${hash}` : ""}`);
    await page.getByRole("heading").first().waitFor();
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`),
    ).toEqual([]);
  });
});
