import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAnomalyService } from "../../../electron/services/anomaly/createAnomalyService.ts";
import type { AnomalyService } from "../../../electron/services/anomaly/types.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { noisySeries } from "../../builders/noisySeries.ts";

const workerFile = fileURLToPath(new URL("../../../electron/services/anomaly/anomalyWorker.ts", import.meta.url));
const values = noisySeries(200, { seed: 1, level: 10, sigma: 1 });
const request = { values, startMs: 0, fromMs: 3_000_000, stepMs: 30_000, leastChange: 0 };

describe("the thread that looks for anomalies", () => {
  let service: AnomalyService;
  beforeEach(() => {
    service = createAnomalyService({ workerFile, clock: systemClock, log: silentLog });
  });
  afterEach(() => service.dispose());

  it("tells the band of a series", async () => {
    const band = await service.band(request);
    expect(band.timesMs).toHaveLength(100);
    expect(band.low.every((low, i) => low < 10 && (band.high[i] ?? 0) > 10)).toBe(true);
  });

  it("answers nobody who has left, and nobody after its end", async () => {
    const controller = new AbortController();
    const left = service.band(request, controller.signal);
    controller.abort();
    await expect(left).rejects.toMatchObject({ code: "CANCELLED" });
    service.dispose();
    await expect(service.band(request)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
