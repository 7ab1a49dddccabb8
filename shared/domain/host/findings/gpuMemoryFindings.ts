import type { Gpu } from "../../gpu/model.ts";
import type { FindingDraft } from "./findingDraft.ts";
import { aboutGpu, gpuLabel } from "./gpuDraft.ts";

/** ECC errors and what the driver did, or could not do, about bad memory. */
export function gpuMemoryDrafts(gpu: Gpu): readonly (FindingDraft | null)[] {
  const name = gpuLabel(gpu);
  const errors = gpu.eccUncorrectedVolatile;
  return [
    gpu.remapFailure === true
      ? aboutGpu(gpu, {
          kind: "gpuRemapFailed",
          severity: "critical",
          value: "failed",
          title: `${name} could not replace a bad memory row`,
          detail: "Its memory is not reliable any more. Drain it and ask the vendor for a replacement.",
        })
      : null,
    gpu.remapPending === true || gpu.retiredPagesPending === true
      ? aboutGpu(gpu, {
          kind: "gpuRemapPending",
          severity: "warning",
          value: "pending",
          title:
            gpu.remapPending === true ? `${name} has a row remap pending` : `${name} has a page retirement pending`,
          detail: "Bad memory is still in use until the GPU is reset. Drain it and reset it when you can.",
        })
      : null,
    typeof errors === "number" && errors > 0
      ? aboutGpu(gpu, {
          kind: "gpuEccUncorrected",
          severity: "critical",
          title: `${name} has uncorrected memory errors`,
          detail: "Results of jobs that ran on it since the driver was loaded are suspect. Drain it and reset it.",
          value: String(errors),
          limit: "0",
        })
      : null,
  ];
}
