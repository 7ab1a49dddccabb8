import type { Page } from "@playwright/test";
import { expect, expectLive, forgetAbsence, test } from "./fixtures.ts";

test.use({ fleetOptions: { hosts: 2, firstRun: false } });

const gpus = { name: "GPUs" } as const;

/** All that the page named for later came whole: each opens without the console from then on. */
const screensAreFetched = (page: Page) =>
  page.waitForFunction(() => {
    const links = [...document.querySelectorAll<HTMLLinkElement>("link[rel=modulepreload]")];
    const here = performance.getEntriesByType("resource").map(({ name }) => name);
    return links.length > 10 && links.every(({ href }) => here.includes(href));
  });

test("two windows live side by side, each with its own place and pause", async ({ open, context, midwatch }) => {
  const first = await open("#/hosts/gpu-a01");
  const second = await context.newPage();
  await second.goto(`${midwatch.origin}/#/hosts/gpu-b01`);
  await expectLive(first.getByRole("table", gpus));
  await expectLive(second.getByRole("table", gpus));
  await first.keyboard.press("Space");
  await expect(first.getByRole("button", { name: "Paused" })).toBeVisible();
  await expect(second.getByRole("button", { name: /^Live/ })).toBeVisible();
  await second.close();
  await first.keyboard.press("Space");
  await expectLive(first.getByRole("table", gpus));
});

test("a reload stays signed in and where it was; the token is not in the address", async ({ open, context }) => {
  const page = await open("#/hosts/gpu-a01");
  await expectLive(page.getByRole("table", gpus));
  expect(page.url()).not.toContain("token");
  await page.reload();
  await expect(page).toHaveURL(/#\/hosts\/gpu-a01$/);
  await expectLive(page.getByRole("table", gpus));
  const cookies = await context.cookies();
  expect(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([
    { httpOnly: true, sameSite: "Strict" },
  ]);
});

test("a link that leads nowhere is named, stays in the address, and leads to Watch", async ({ open }) => {
  const page = await open("#/hosts/gpu-a01/gpus");
  await expect(page.getByRole("main", { name: "No such page" })).toContainText(
    "There is no page at #/hosts/gpu-a01/gpus",
  );
  await expect(page).toHaveURL(/#\/hosts\/gpu-a01\/gpus$/);
  await page.getByRole("button", { name: "Show Watch" }).press("Enter");
  await expect(page).toHaveURL(/#\/watch$/);
  await expect(page.getByRole("grid").first()).toBeVisible();
});

test("an open page outlives a restart of the console", async ({ open, midwatch, problems }) => {
  const page = await open("#/hosts/gpu-a01");
  await expectLive(page.getByRole("table", gpus));
  await page.evaluate(() => document.documentElement.setAttribute("data-same-document", ""));
  await screensAreFetched(page);

  expect(await midwatch.stop()).toBeLessThan(2000);
  const banner = page.getByRole("alert").filter({ hasText: "The connection to Midwatch is down" });
  await expect(banner).toContainText("What you see is the last state");
  await expect(page.getByRole("table", gpus).getByRole("row")).toHaveCount(9);
  // Nothing on any screen claims to be of now.
  await expect(page.getByRole("button", { name: "Offline" })).toBeVisible();
  await expect(page.getByText("Console away: nothing here is of now")).toBeVisible();
  await expect(
    page
      .getByRole("main")
      .getByText(/^Stale \d/)
      .first(),
  ).toBeVisible();
  await expect(page.getByRole("main").getByText("Connected", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "GPU util", exact: true })).toContainText(/Stale/);
  await page.evaluate(() => {
    window.location.hash = "#/watch";
  });
  await expect(page.getByRole("region", { name: "State of the fleet" })).toContainText("Fleet utilnone");
  await page.evaluate(() => {
    window.location.hash = "#/explore";
  });
  await expect(page.getByText("Ask in PromQL")).toBeVisible();
  await page.evaluate(() => {
    window.location.hash = "#/hosts/gpu-a01";
  });
  await midwatch.start();
  await expect(banner).toHaveCount(0, { timeout: 30_000 });
  await expectLive(page.getByRole("table", gpus));
  await expect(page.locator("html")).toHaveAttribute("data-same-document", "");

  forgetAbsence(problems);
});

test("a page whose app does not come says so, and comes when it is asked again", async ({
  midwatch,
  page,
  problems,
}) => {
  await page.route("**/assets/app-*.js", (route) => route.abort());
  await page.goto(midwatch.address);
  await expect(page.getByText("Midwatch could not be loaded")).toBeVisible();
  await page.unroute("**/assets/app-*.js");
  await page.getByRole("button", { name: "Load the page again" }).click();
  await expect(page.getByRole("navigation", { name: "Screens" })).toBeVisible();
  // The file that was cut off, fetched ahead and once more when it is imported, and nothing else.
  expect(new Set(problems.splice(0))).toEqual(new Set(["Failed to load resource: net::ERR_FAILED"]));
});

test("without the token there is no page, no socket and no data", async ({ browser, midwatch }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const refused = await page.goto(midwatch.origin);
  expect(refused?.status()).toBe(401);
  await expect(page.locator("body")).toContainText("not signed in to Midwatch");
  const wrong = await page.goto(`${midwatch.origin}/?token=${"A".repeat(43)}`);
  expect(wrong?.status()).toBe(401);
  expect(await context.cookies()).toEqual([]);
  const socket = await page.evaluate(
    (address) =>
      new Promise((resolve) => {
        const asked = new WebSocket(address);
        asked.onopen = () => resolve("open");
        asked.onerror = () => resolve("refused");
      }),
    `${midwatch.origin.replace("http", "ws")}/ws`,
  );
  expect(socket).toBe("refused");
  await context.close();
});

test("the page runs nothing but its own files, and a violation would fail these tests", async ({ open, problems }) => {
  const page = await open("#/watch");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.documentElement.dataset.injected = 'yes'";
    document.head.append(script);
  });
  await expect(page.locator("html")).not.toHaveAttribute("data-injected", "yes");
  // Chromium says it, and so does the page's own report of it.
  await expect.poll(() => problems.length).toBe(2);
  for (const problem of problems.splice(0)) expect(problem).toMatch(/content security policy/i);
});
