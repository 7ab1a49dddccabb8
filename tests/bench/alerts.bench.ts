import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { busySlots, mainThreadOf } from "./mainThread.ts";
import { type Bench, measure } from "./measure.ts";
import { startConsole } from "./rig/console.ts";
import { startFleet } from "./rig/fleet.ts";
import { launchChromium } from "./rig/launchChromium.ts";
import { median, pause, percentile } from "./rig/statistics.ts";
import { trace } from "./rig/trace.ts";
import { withFolder } from "./rig/withFolder.ts";

const alertCount = 10_000;
const changedCount = 100;
const loads = 5;
/** Not counted: V8 compiles what is hot, and a page is open for hours. */
const firstUpdates = 6;
const updates = 11;
const scrolls = 3;
const scrollMs = 4000;
/** The console asks an Alertmanager every five seconds. */
const pollMs = 5000;

/**
 * Watch with ten thousand active alerts of one Alertmanager: until they are on screen, until a change is, and what it costs to
 * scroll through all of them.
 */
export const bench: Bench = {
  names: ["alerts.scale.paint", "alerts.scale.update", "alerts.scale.fps", "alerts.scale.scroll"],
  run: () =>
    withFolder(async (folder, stopLater) => {
      const server = stopLater(await startServer());
      const fleet = stopLater(await startFleet(folder, 2));
      appendFileSync(
        join(fleet.workspaceFolder, "midwatch.yaml"),
        `\nsources:\n  - { kind: alertmanager, name: big, url: "${server.url}" }\n`,
      );
      const console = stopLater(await startConsole(join(folder, "data"), fleet));
      const browser = await launchChromium();
      stopLater({ stop: () => browser.close() });
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(`${console.url}#/watch`);
      await counted(page, alertCount);

      const paints: number[] = [];
      for (let load = 0; load < loads; load++) {
        await page.reload();
        paints.push(await counted(page, alertCount));
      }
      await page.getByRole("button", { name: "List all" }).click();

      // The page's own clock: how long a word of it takes to this process is none of the console's time.
      const originMs = await page.evaluate(() => performance.timeOrigin);
      const delays: number[] = [];
      for (let update = 0; update < firstUpdates + updates; update++) {
        const before = await firing(page);
        server.change();
        const seenAtMs = originMs + (await counted(page, before + 1));
        if (update >= firstUpdates) delays.push(seenAtMs - server.answeredAtMs());
        await pause(pollMs / 5);
      }

      const rates: number[] = [];
      for (let run = 0; run < scrolls; run++) rates.push(await scroll(page));
      const session = await page.context().newCDPSession(page);
      const events = await trace(session, async () => void (await scroll(page)));
      const frames = busySlots(mainThreadOf(events));
      const [paint, update, fps, frame] = [median(paints), median(delays), median(rates), percentile(frames, 95)];
      return [
        measure({
          name: "alerts.scale.paint",
          value: paint,
          unit: "ms to all counted",
          goal: "< 1000",
          ok: paint < 1000,
        }),
        measure({ name: "alerts.scale.update", value: update, unit: "ms", goal: "< 100", ok: update < 100 }),
        measure({
          name: "alerts.scale.fps",
          value: fps,
          unit: "frames/s",
          goal: "60, one of them late",
          ok: fps >= 59,
        }),
        measure({
          name: "alerts.scale.scroll",
          value: frame,
          unit: "ms of main thread a frame, p95",
          goal: "< 16",
          ok: frame < 16,
        }),
      ];
    }),
};

/** Prometheus sends what fires once a minute, and each time the server renews its times: so many of twelve answers. */
const renewedEvery = 12;
const firstRenewalMs = 1_795_010_000_000;
const isChanging = (index: number) => index % (alertCount / changedCount) === 0;

/** Answers as Alertmanager 0.25 does; each change adds an alert and ends others in favour of new ones. */
async function startServer() {
  let rounds = 0;
  let generation = 0;
  let fresh = 0;
  let answeredAtMs = 0;
  let told = -1;
  const alert = (index: number, renewals: number) => ({
    annotations: {
      description: `Target ${index} of the fleet does not answer for a minute`,
      summary: "Target is down",
    },
    endsAt: new Date(firstRenewalMs + renewals * 60_000 + 240_000).toISOString(),
    fingerprint: index.toString(16).padStart(16, "0"),
    receivers: [{ name: "page" }],
    startsAt: new Date(1_795_000_000_000 + index * 1000 + (isChanging(index) ? generation : 0)).toISOString(),
    status: { inhibitedBy: [], silencedBy: [], state: "active" },
    updatedAt: new Date(firstRenewalMs + renewals * 60_000).toISOString(),
    generatorURL: "http://prometheus:9090/graph?g0.expr=up+%3D%3D+0",
    labels: {
      alertname: `Rule${index % 40}`,
      cluster: "eu-1",
      instance: `gpu-${index}:9400`,
      job: "dcgm",
      severity: index % 3 === 0 ? "critical" : "warning",
    },
  });
  const written: { readonly renewals: number; readonly generation: number; readonly text: string }[] = [];
  const write = () => {
    const texts: string[] = [];
    for (let index = 0; index < alertCount + fresh; index++) {
      const renewals = Math.floor((rounds + index) / renewedEvery);
      const before = written[index];
      const isSame = before?.renewals === renewals && (before.generation === generation || !isChanging(index));
      const now = isSame ? before : { renewals, generation, text: JSON.stringify(alert(index, renewals)) };
      written[index] = now;
      texts.push(now.text);
    }
    return Buffer.from(`[${texts.join(",")}]`);
  };
  /** Written long before it is asked for: a server's work is done on another machine in life. */
  let body = write();
  let renewal: NodeJS.Timeout | undefined;
  const renew = () => {
    rounds += 1;
    body = write();
  };
  const http = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    const path = request.url?.replace(/\?.*/, "");
    if (path === "/api/v2/alerts") {
      response.end(body);
      if (told !== generation) answeredAtMs = Date.now();
      told = generation;
      clearTimeout(renewal);
      renewal = setTimeout(renew, pollMs / 2);
    } else if (path === "/api/v2/silences") response.end("[]");
    else {
      response.statusCode = 404;
      response.end("{}");
    }
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const address = http.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    change() {
      generation += 1;
      fresh += 1;
      body = write();
    },
    /** When the last change was handed over. */
    answeredAtMs: () => answeredAtMs,
    stop: () =>
      new Promise<void>((resolve) => {
        clearTimeout(renewal);
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
}

/** Milliseconds since the page began to load, when at least so many fire by what the screen says, and rows are drawn. */
function counted(page: Page, least: number): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const table = document.querySelector("table[aria-label='Firing alerts'] tbody th");
          const text = table?.closest("section")?.querySelector("h2 + span")?.textContent ?? "";
          if (Number(text.replaceAll(",", "")) >= wanted) requestAnimationFrame(() => resolve(performance.now()));
          else requestAnimationFrame(look);
        };
        look();
      }),
    least,
  );
}

async function firing(page: Page): Promise<number> {
  const text = await page.locator("section", { hasText: "Firing alerts" }).locator("h2 + span").first().textContent();
  return Number((text ?? "").replaceAll(",", ""));
}

/** As fast as a hand on the wheel does, three rows a frame, from the top; resolves with the frames a second. */
function scroll(page: Page): Promise<number> {
  return page.evaluate(
    (spanMs) =>
      new Promise<number>((resolve) => {
        const box = document.querySelector("table[aria-label='Firing alerts']")?.parentElement;
        if (!box) throw new Error("The table of firing alerts is not on the page");
        box.scrollTop = 0;
        let frames = 0;
        const step = (nowMs: number, startMs = nowMs) => {
          const goneMs = nowMs - startMs;
          if (goneMs >= spanMs) return resolve((frames / goneMs) * 1000);
          frames += 1;
          box.scrollTop += 84;
          requestAnimationFrame((atMs) => step(atMs, startMs));
        };
        requestAnimationFrame((nowMs) => step(nowMs));
      }),
    scrollMs,
  );
}
