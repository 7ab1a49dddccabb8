import { formatCelsius, formatHertz, formatWatts } from "../../format/numbers.ts";
import { type Gpu, isMissing, type Reading } from "../../gpu/model.ts";
import { throttleVerdict } from "../../gpu/throttle.ts";
import { type FindingDraft, sentences } from "./findingDraft.ts";
import { aboutGpu, gpuKey, gpuLabel } from "./gpuDraft.ts";
import { thresholds } from "./thresholds.ts";

function valueAndLimit<T>(
  value: Reading<T>,
  limit: Reading<T> | undefined,
  format: (shown: T) => string,
): Pick<FindingDraft, "value" | "limit"> {
  return {
    ...(isMissing(value) ? {} : { value: format(value) }),
    ...(limit === undefined || isMissing(limit) ? {} : { limit: format(limit) }),
  };
}

function throttleDraft(gpu: Gpu, slowdownCelsius: number | undefined): FindingDraft | null {
  if (isMissing(gpu.throttleReasons)) return null;
  const verdict = throttleVerdict(gpu.throttleReasons);
  if (verdict.kind !== "problem") return null;
  const isThermal = verdict.words.startsWith("thermal");
  const figures = isThermal
    ? valueAndLimit(gpu.temperatureCelsius, slowdownCelsius, formatCelsius)
    : valueAndLimit(gpu.powerDrawWatts, gpu.powerLimitWatts, formatWatts);
  const clock = isMissing(gpu.smClockHertz) ? "" : `The SM clock is at ${formatHertz(gpu.smClockHertz)}`;
  return aboutGpu(gpu, {
    kind: "gpuThrottled",
    severity: "warning",
    title: `${gpuLabel(gpu)} is throttled: ${verdict.words}`,
    detail: sentences(
      "Work on it runs slower, and so do jobs that wait for it",
      clock,
      isThermal
        ? "Check fans, airflow and inlet temperature, or lower its power limit"
        : "Check power supplies and the rack's power budget",
    ),
    ...figures,
  });
}

/** Degrees left until the driver slows the GPU down, and the limit that is shown for it. */
function headroom(gpu: Gpu, slowdownCelsius: number | undefined): { left: number; limit: number } | null {
  const { temperatureCelsius: temperature, temperatureMarginCelsius: margin } = gpu;
  if (isMissing(temperature)) return null;
  if (slowdownCelsius !== undefined) return { left: slowdownCelsius - temperature, limit: slowdownCelsius };
  if (!isMissing(margin)) return { left: margin, limit: temperature + margin };
  const slowdown = thresholds.hotCelsius + thresholds.hotMarginCelsius;
  return { left: slowdown - temperature, limit: thresholds.hotCelsius };
}

function hotDraft(gpu: Gpu, slowdownCelsius: number | undefined, wasHot: WasHot): FindingDraft | null {
  const room = headroom(gpu, slowdownCelsius);
  if (room === null || room.left > thresholds.hotMarginCelsius + thresholds.hotReleaseCelsius) return null;
  if (room.left > thresholds.hotMarginCelsius && !wasHot(gpuKey(gpu))) return null;
  return aboutGpu(gpu, {
    kind: "gpuHot",
    severity: "warning",
    title: `${gpuLabel(gpu)} is hot`,
    detail: "It will be slowed down when it gets hotter. Check fans, airflow and inlet temperature.",
    ...valueAndLimit(gpu.temperatureCelsius, room.limit, formatCelsius),
  });
}

/** Tells by key whether a GPU was hot the last time. */
export type WasHot = (key: string) => boolean;

/** A GPU that is slowed down, or close to it by heat: one that is throttled for heat is not called hot besides. */
export function addSlowdownDrafts(
  drafts: FindingDraft[],
  gpu: Gpu,
  slowdownCelsius: number | undefined,
  wasHot: WasHot,
): void {
  const throttled = throttleDraft(gpu, slowdownCelsius);
  if (throttled) drafts.push(throttled);
  const hot = throttled?.title.includes("thermal") ? null : hotDraft(gpu, slowdownCelsius, wasHot);
  if (hot) drafts.push(hot);
}
