import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createSlosService } from "../../../electron/services/slo/createSlosService.ts";
import type { SlosService } from "../../../electron/services/slo/types.ts";
import { createPrometheusSource } from "../../../electron/services/sources/prometheus/createPrometheusSource.ts";
import type { ServerSource } from "../../../electron/services/sources/types.ts";
import { parseSloFile } from "../../../shared/domain/slo/formats/parseSloFile.ts";
import { ruleFileText } from "../../../shared/domain/slo/ruleText.ts";
import { sloRules } from "../../../shared/domain/slo/sloRules.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";
import { type ExposedSeries, type Prometheus, startPrometheus } from "../../harness/prometheus.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { until } from "../../harness/until.ts";

const prometheus = requireTool("prometheus");
const promtool = requireTool("promtool");

const minuteMs = 60_000;
const minutes = 24 * 60;
const endMs = Date.UTC(2026, 10, 20, 12);
const random = seededRandom(11);
/** Orders of each minute, the newest last; each is read half a minute before a whole one. */
const counts = Array.from({ length: minutes }, (_, minute) => {
  const total = 200 + Math.floor(random() * 300);
  return { total, bad: Math.floor(total * random() * (minute > minutes - 90 ? 0.4 : 0.006)) };
});
const readMs = (minute: number) => endMs - (minutes - 1 - minute) * minuteMs - minuteMs / 2;

function* series(): Generator<ExposedSeries> {
  for (const [code, growth] of [
    ["200", (one: (typeof counts)[number]) => one.total - one.bad],
    ["500", (one: (typeof counts)[number]) => one.bad],
  ] as const) {
    // Far above zero, below which a rate is not drawn out.
    let value = 1e7;
    const samples = counts.map((one, minute): [number, number] => {
      value += growth(one);
      return [readMs(minute), value];
    });
    yield { name: "orders_total", labels: { code }, samples };
  }
}

const text = `version: prometheus/v1
service: shop
slos:
  - name: availability
    objective: 99
    sli:
      events:
        error_query: sum(rate(orders_total{code="500"}[{{.window}}]))
        total_query: sum(rate(orders_total[{{.window}}]))
    alerting: { name: ShopFails }
    midwatch: { window: 1d, source: eu }
`;

/** Of the slices, five minutes apart, that end in the last `ms`: each holds the growth of its middle four. */
function countIn(ms: number): { readonly bad: number; readonly total: number } {
  const sum = { bad: 0, total: 0 };
  for (let back = 0; back < ms / minuteMs; back += 5) {
    for (let k = 0; k < 4; k++) {
      const one = counts[minutes - 1 - back - k];
      sum.bad += one?.bad ?? 0;
      sum.total += one?.total ?? 0;
    }
  }
  return sum;
}

describe.skipIf(prometheus === null || promtool === null)("an SLO of a real Prometheus", () => {
  const { slos } = parseSloFile(text, "shop.yaml");
  const clock = new ManualClock(endMs + 15_000);
  let folder: string;
  let server: Prometheus;
  let source: ServerSource;
  let service: SlosService;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-slo-"));
    server = await startPrometheus({ prometheus: prometheus ?? "", promtool: promtool ?? "" }, folder, series());
    const http = createHttpService({
      secrets: { get: async () => null },
      workspaceFolder: "/",
      dial: dialServer(() => null),
    });
    source = createPrometheusSource({ kind: "prometheus", name: "eu", url: server.url }, { http, clock });
    service = createSlosService({
      library: { slos: slos ?? [], problems: [], onChange: () => ({ dispose() {} }) },
      sources: { get: () => source },
      metrics: { target: () => ({ append() {}, markStale() {}, dispose() {} }) },
      eventsOf: () => [],
      ...{ dataFolder: folder, clock, log: silentLog },
    });
  }, 60_000);
  afterAll(async () => {
    service?.dispose();
    source?.dispose();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has its past at once, in the figures that whole numbers give", async () => {
    await until(() => service.states[0]?.health.kind === "ok", 30_000);
    const figures = service.states[0]?.figures;
    // The first five minutes of the day have no growth before them.
    const whole = countIn(figures?.recordedMs ?? 0);
    expect(figures?.recordedMs).toBeGreaterThan(23 * 60 * minuteMs);
    expect(Math.abs((figures?.budget?.attainedRatio ?? 0) - (1 - whole.bad / whole.total))).toBeLessThan(1e-9);
    for (const [window, ms] of [
      ["1h", 60 * minuteMs],
      ["6h", 360 * minuteMs],
    ] as const) {
      const { bad, total } = countIn(ms);
      const rate = figures?.burns.find((burn) => burn.window === window)?.rate ?? Number.NaN;
      expect(Math.abs(rate - bad / total / 0.01), window).toBeLessThan(1e-9);
    }
  });

  it.each([
    ["30d", 17],
    // Its own window is one of the burn rates'.
    ["1d", 16],
  ])("gives rules over %s that Prometheus takes", (window, count) => {
    const file = join(folder, `${window}.rules.yaml`);
    const parsed = parseSloFile(text.replace("window: 1d", `window: ${window}`), "shop.yaml");
    writeFileSync(file, ruleFileText((parsed.slos ?? []).flatMap(sloRules)));
    const told = execFileSync(promtool ?? "", ["check", "rules", "--lint-fatal", file], { encoding: "utf8" });
    expect(told).toContain(`${count} rules found`);
  });
});
