import { isMissing, type MissingReason } from "../../../../shared/domain/gpu/model.ts";
import { reportProblem } from "../../../app/report.ts";
import { showToast } from "../../../ui/Toasts.tsx";
import type { GpuRow } from "./gpuRows.ts";

const gibibyte = 2 ** 30;

type NumberReading = number | { readonly missing: MissingReason };

function text(reading: NumberReading, factor: number, decimals: number): string {
  return isMissing(reading) ? "none" : (reading / factor).toFixed(decimals);
}

/** The GPUs as tab-separated text with a head, for a ticket or a spreadsheet. */
export function gpusAsText(rows: readonly GpuRow[]): string {
  const head = "GPU\tUUID\tState\tUtil %\tMemory GiB\tPower W\tTemp C\tSM MHz\tThrottle\tECC c\tECC u\tProcess";
  const lines = rows.map(({ gpu, throttle, processes }) =>
    [
      gpu.index ?? "?",
      gpu.uuid ?? "unknown",
      gpu.state,
      text(gpu.utilizationGpuRatio, 0.01, 0),
      text(gpu.memoryUsedBytes, gibibyte, 1),
      text(gpu.powerDrawWatts, 1, 0),
      text(gpu.temperatureCelsius, 1, 0),
      text(gpu.smClockHertz, 1e6, 0),
      throttle?.full || "none",
      text(gpu.eccCorrectedVolatile, 1, 0),
      text(gpu.eccUncorrectedVolatile, 1, 0),
      processes.join(", ") || "none",
    ].join("\t"),
  );
  return [head, ...lines].join("\n");
}

export async function copyTable(rows: readonly GpuRow[]): Promise<void> {
  await navigator.clipboard
    .writeText(gpusAsText(rows))
    .then(() => showToast({ status: "ok", title: "Table copied", detail: `${rows.length} GPUs as tab-separated text` }))
    .catch(reportProblem("The table was not copied"));
}
