import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

/** 720x450 is 1440x900 at 200 % zoom. */
const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
  { width: 800, height: 600 },
  { width: 720, height: 450 },
  { width: 360, height: 640 },
];

/** Pixels of the window that an element may be seen in. */
const boxOf = (part: Locator) => part.evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);

/** Buttons of the top bar that leave the window or lie over each other. */
async function crowded(page: Page): Promise<string[]> {
  const buttons = await page.getByRole("banner").first().getByRole("button").all();
  const parts = await Promise.all(
    buttons.map(async (button) => ({ text: (await button.textContent()) ?? "", box: await boxOf(button) })),
  );
  const right = page.viewportSize()?.width ?? 0;
  return parts.flatMap(({ text, box }, index) => {
    const over = parts
      .slice(index + 1)
      .find(
        ({ box: other }) =>
          box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom,
      );
    return [
      ...(over ? [`${text} over ${over.text}`] : []),
      ...(box.right > right ? [`${text} leaves the window`] : []),
    ];
  });
}

test("words of the rail stay inside their items, and the count stands beside its icon", async ({ open }) => {
  const page = await open("#/watch");
  const links = page.getByRole("navigation", { name: "Screens" }).getByRole("link");
  const count = links
    .first()
    .locator("span")
    .filter({ hasText: /^\d+ critical$/ });
  await expect(count).toBeVisible();
  const [icon, badge] = [await boxOf(links.first().locator("svg")), await boxOf(count)];
  expect(badge.left).toBeGreaterThan(icon.left + icon.width / 2);
  for (const link of await links.all()) {
    const [item, word] = [await boxOf(link), await boxOf(link.locator("span").first())];
    expect(word.left, await link.innerText()).toBeGreaterThan(item.left);
    expect(word.right, await link.innerText()).toBeLessThan(item.right);
  }
});

for (const size of sizes) {
  test(`at ${size.width}x${size.height} tables keep names and states, and the top bar its order`, async ({ open }) => {
    const page = await open("#/hosts");
    await page.setViewportSize(size);
    const hosts = page.getByRole("table", { name: "Hosts" });
    const lost = hosts.getByRole("cell", { name: /GPU 5 is lost/ });
    await expect(lost).toBeVisible();
    expect((await boxOf(lost)).width).toBeGreaterThan(190);
    expect(await crowded(page)).toEqual([]);

    // The newest columns are reached by scrolling; the names stay.
    const name = hosts.getByRole("rowheader", { name: "gpu-c02" });
    const before = await boxOf(name);
    await hosts.getByRole("columnheader", { name: "Sample" }).scrollIntoViewIfNeeded();
    await expect(hosts.getByRole("columnheader", { name: "Sample" })).toBeInViewport({ ratio: 1 });
    expect((await boxOf(name)).left).toBe(before.left);

    await page.goto(`${new URL(page.url()).origin}/#/hosts/gpu-a01`);
    const gpus = page.getByRole("table", { name: "GPUs" });
    await gpus.getByRole("columnheader", { name: "Process" }).scrollIntoViewIfNeeded();
    await expect(gpus.getByRole("columnheader", { name: "Process" })).toBeInViewport({ ratio: 1 });
    await expect(gpus.getByRole("rowheader").first()).toBeInViewport({ ratio: 1 });
  });
}
