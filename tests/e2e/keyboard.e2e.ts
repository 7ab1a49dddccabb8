import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

/** A person who tabs must see where they are: the element, its label or, in a drawing, a frame is outlined. */
const focusIsSeen = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused) return false;
    const drawing = focused.closest("svg");
    if (drawing) return drawing.querySelector('rect[visibility="visible"]') !== null;
    const isMarked = (part: Element | null | undefined) => {
      if (!part) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
      return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    };
    const label = focused.closest("label");
    return [focused, focused.parentElement, label, ...(label?.children ?? [])].some(isMarked);
  });

const describeFocus = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement;
    const text = focused?.getAttribute("aria-label") ?? focused?.textContent ?? "";
    return `${focused?.tagName} ${focused?.getAttribute("role") ?? ""} ${text.trim().slice(0, 40)}`;
  });

test("from load to a host's panel and back without the mouse", async ({ open }) => {
  const page = await open("#/watch");
  const key = (name: string) => page.keyboard.press(name);
  await expect(page.getByRole("table", { name: "Firing alerts" })).toBeVisible();

  await key("g");
  await key("h");
  const hosts = page.getByRole("table", { name: "Hosts" });
  await expect(hosts.getByRole("row", { name: /Healthy/ })).toHaveCount(4);
  const rows = hosts.getByRole("rowheader");
  await key("j");
  await key("j");
  await key("k");
  const first = (await rows.first().textContent()) ?? "";
  await expect(hosts.getByRole("row", { name: new RegExp(`^${first} `) })).toBeFocused();

  await key("/");
  await expect(page.getByRole("searchbox", { name: "Filter hosts" })).toBeFocused();
  // Letters are text here, not keys.
  await page.keyboard.type("gpu-a01");
  await expect(rows).toHaveText(["gpu-a01"]);
  await key("Escape");
  await expect(rows).toHaveCount(8);
  await page.keyboard.type("gpu-a01");
  await key("Tab");
  while (!(await hosts.getByRole("row", { name: /^gpu-a01 / }).evaluate((row) => row === document.activeElement))) {
    await key("Tab");
  }
  await key("Enter");
  await expect(page).toHaveURL(/#\/hosts\/gpu-a01$/);

  const gpus = page.getByRole("table", { name: "GPUs" });
  await expect(gpus.getByRole("row")).toHaveCount(9);
  await key("3");
  await expect(gpus.getByRole("row").nth(3)).toHaveAttribute("aria-current", "true");
  await key("8");
  await expect(gpus.getByRole("row").nth(8)).toHaveAttribute("aria-current", "true");
  await key("Escape");
  await expect(gpus.locator('[aria-current="true"]')).toHaveCount(0);

  await key("]");
  await expect(page).toHaveURL(/#\/hosts\/gpu-a02$/);
  await key("[");
  await key("[");
  await expect(page).toHaveURL(/#\/hosts\/gpu-d02$/);

  await key("g");
  await key("w");
  await expect(page).toHaveURL(/#\/watch$/);
});

test("the palette and the list of keys open, hold the focus and give it back", async ({ open }) => {
  const page = await open("#/hosts");
  const row = page.getByRole("table", { name: "Hosts" }).getByRole("row").nth(1);
  await expect(row).toBeVisible();
  await page.keyboard.press("j");
  await expect(row).toBeFocused();

  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toContainText("Go to Watch");
  for (let tab = 0; tab < 6; tab += 1) {
    await page.keyboard.press("Tab");
    expect(await keys.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
  await expect(row).toBeFocused();

  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await expect(palette).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
  await expect(row).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("@c02");
  await expect(page.getByRole("option", { name: /gpu-c02/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/hosts\/gpu-c02$/);
});

test("the palette's scopes: runbooks say that writing is locked, services open, a typed query is asked in Explore", async ({
  open,
}) => {
  const page = await open("#/hosts");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await page.keyboard.press("Control+k");
  await page.keyboard.type("!restart");
  await expect(palette.getByRole("option").first()).toContainText("needs write mode");
  await palette.getByRole("button", { name: "Services" }).click();
  await expect(palette.getByRole("option", { name: /chat-llm-70b/ })).toHaveCount(0);
  await palette.getByLabel("Search or run a command").fill("#chat");
  await expect(palette.getByRole("option").first()).toContainText("chat-llm-70b");
  await palette.getByLabel("Search or run a command").fill("= count(up)");
  await expect(palette.getByRole("option").first()).toContainText("count(up)");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/explore\?q=count%28up%29/);
});

test("the screen that takes the place of one with the focus has it, by name", async ({ open }) => {
  const page = await open("#/hosts");
  const row = page.getByRole("table", { name: "Hosts" }).getByRole("row").nth(1);
  await expect(row).toBeVisible();
  await page.keyboard.press("j");
  const host = (await row.getByRole("rowheader").textContent()) ?? "";
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main", { name: host })).toBeFocused();
  await expect(page).toHaveTitle(`${host}, Midwatch`);
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await expect(page.getByRole("main", { name: "Watch" })).toBeFocused();
});

test("whoever hears of the new address first, no screen that opens loses the focus", async ({ page, open }) => {
  // A screen and what is around it hear of it one after the other, in the order in which they began to listen.
  await page.addInitScript(() => {
    const listeners: EventListenerOrEventListenerObject[] = [];
    const listen = window.addEventListener.bind(window);
    window.addEventListener = (
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | AddEventListenerOptions,
    ) => {
      if (type === "hashchange") listeners.push(listener);
      listen(type, listener, options);
    };
    window.addEventListener("turn-round", () => {
      for (const listener of listeners.reverse()) {
        window.removeEventListener("hashchange", listener);
        listen("hashchange", listener);
      }
    });
  });
  await open("#/hosts");
  const row = page.getByRole("table", { name: "Hosts" }).getByRole("row").nth(1);
  for (const _order of ["as they came", "turned round"]) {
    await expect(row).toBeVisible();
    await page.keyboard.press("j");
    await expect(row).toBeFocused();
    const host = (await row.getByRole("rowheader").textContent()) ?? "";
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main", { name: host })).toBeFocused();
    await page.reload();
    await page.goto(page.url().replace(/#.*/, "#/hosts"));
    await expect(row).toBeVisible();
    await page.evaluate(() => window.dispatchEvent(new Event("turn-round")));
  }
});

test("a key that would do nothing is not offered", async ({ open }) => {
  const page = await open("#/watch");
  const keys = page.getByRole("contentinfo");
  await expect(keys).toContainText("Investigate");
  // No Alertmanager keeps silences here.
  await expect(keys).not.toContainText("Silence");
  await page.getByRole("searchbox", { name: "Filter alerts" }).fill("no such words");
  await expect(keys).not.toContainText("Investigate");

  await page.goto(page.url().replace(/#.*/, "#/hosts/gpu-a01"));
  await expect(keys).toContainText("Terminal");
  await expect(keys).toContainText("Focus GPU");
  await expect(keys).not.toContainText("Retry");
  await page.goto(page.url().replace(/#.*/, "#/hosts/gpu-d02"));
  await expect(keys).toContainText("Retry");
  await expect(keys).not.toContainText("Terminal");
  await expect(keys).not.toContainText("Focus GPU");
  await expect(page.getByRole("button", { name: "Disconnect" })).toHaveCount(0);
});

for (const screen of ["#/watch", "#/hosts", "#/hosts/gpu-a01", "#/settings"]) {
  test(`Tab goes round ${screen}: the focus is seen at each stop and never caught`, async ({ open }) => {
    const page = await open(screen);
    await expect(page.getByText("7/8", { exact: true }).last()).toBeVisible();
    if (screen === "#/hosts/gpu-a01") await expect(page.getByRole("table", { name: "GPUs" })).toBeVisible();
    const stops: string[] = [];
    const unseen: string[] = [];
    // Round once: the browser's own controls are none here, so the focus passes the body and starts again.
    for (let tab = 0; tab < 120; tab += 1) {
      await page.keyboard.press("Tab");
      const stop = await describeFocus(page);
      if (stops.length > 0 && stop === stops[0]) break;
      if (!stop.startsWith("BODY") && !(await focusIsSeen(page))) unseen.push(stop);
      stops.push(stop);
    }
    expect(stops.length, stops.join("\n")).toBeLessThan(120);
    expect(stops.filter((stop) => stop.startsWith("A ")).length, "screens in the rail").toBeGreaterThanOrEqual(3);
    expect(unseen).toEqual([]);
  });
}
