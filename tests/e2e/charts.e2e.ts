import { expect, type Page, test } from "@playwright/test";
import { seededRandom } from "../doubles/seededRandom.ts";
import { bundlePage } from "../harness/bundlePage.ts";
import type { Samples } from "./chartPage/page.ts";

const random = seededRandom(7);
const walk = (count: number, from: number, by: number) =>
  Array.from({ length: count }, (_, i) => from + Math.sin(i / 17) * by + (random() - 0.5) * by);
const share = { kind: "fixed", min: 0, max: 1 } as const;

const cases: readonly { readonly name: string; readonly samples: Samples }[] = [
  {
    name: "lines that fill the window and slide on",
    samples: { stepMs: 1000, y: share, columns: [0.3, 0.5, 0.6, 0.8].map((from) => walk(700, from, 0.1)) },
  },
  {
    name: "a line with its area, gaps and a lone sample",
    samples: {
      stepMs: 5000,
      y: share,
      columns: [walk(150, 0.5, 0.2).map((value, i) => (i % 40 > 33 && i % 40 !== 36 ? null : value))],
    },
  },
  {
    name: "few samples far apart",
    samples: { stepMs: 30_000, y: share, columns: [walk(40, 0.4, 0.3), walk(40, 0.7, 0.2)] },
  },
  {
    name: "a scale that grows with the samples",
    samples: { stepMs: 5000, y: { kind: "fromZero", least: 1 }, columns: [Array.from({ length: 130 }, (_, i) => i)] },
  },
];

for (const { name, samples } of cases) {
  test(`a chart that is drawn sample by sample looks like one that is drawn at once: ${name}`, async ({ page }) => {
    const { script, style } = await bundlePage(new URL("chartPage/page.ts", import.meta.url));
    await page.setContent(
      `<!doctype html><html lang="en" data-theme="dark"><style>${style}</style><body></body></html>`,
    );
    await page.addScriptTag({ content: script });
    const { different, ink, newestPoints, allPoints } = await page.evaluate((given) => window.compare(given), samples);
    expect(ink).toBeGreaterThan(1000);
    // At the left edge a line comes from a sample that is no longer held.
    expect(different).toBeLessThan(ink / 2000);
    if (samples.y.kind === "fixed") expect(newestPoints).toBeLessThan(allPoints / 4);
  });
}

test("lines that are brought forward are the ones that are marked under the crosshair, at once", async ({ page }) => {
  await openCharts(page);
  const samples = { stepMs: 5000, y: share, columns: [walk(20, 0.3, 0.1), walk(20, 0.5, 0.1), walk(20, 0.8, 0.1)] };
  expect(await page.evaluate((given) => window.marked(given, ["1"]), samples)).toEqual([3, 1]);
});

async function openCharts(page: Page): Promise<void> {
  const { script, style } = await bundlePage(new URL("chartPage/page.ts", import.meta.url));
  await page.setContent(`<!doctype html><html lang="en" data-theme="dark"><style>${style}</style><body></body></html>`);
  await page.addScriptTag({ content: script });
}
