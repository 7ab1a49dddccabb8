import { expect, test } from "@playwright/test";
import { bundlePage } from "../harness/bundlePage.ts";
import type {} from "./steadyStatePage/page.tsx";

test("a state that is offered what it holds keeps nothing of the offers, and takes what is new", async ({ page }) => {
  const { script } = await bundlePage(new URL("steadyStatePage/page.tsx", import.meta.url));
  await page.setContent("<!doctype html><body></body>");
  await page.addScriptTag({ content: script });
  const shown = page.getByRole("status");
  await expect(shown).toHaveText("0");
  await page.evaluate(() => window.offer(7, 1));
  await expect(shown).toHaveText("7");

  await page.evaluate(() => window.offer(7, 100));
  await page.requestGC();
  expect(await page.evaluate(() => window.offers.filter((offer) => offer.deref()).length)).toBeLessThan(5);

  await page.evaluate(() => window.offer(8, 1));
  await expect(shown).toHaveText("8");
});
