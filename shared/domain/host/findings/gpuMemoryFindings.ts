import type { Gpu } from "../../gpu/model.ts";
import type { FindingDraft } from "./findingDraft.ts";
import { aboutGpu, gpuLabel } from "./gpuDraft.ts";

/** ECC errors and what the driver did, or could not do, about bad memory. */
export function addMemoryDrafts(drafts: FindingDraft[], gpu: Gpu): void {
  const { remapFailure, remapPending, retiredPagesPending, eccUncorrectedVolatile: errors } = gpu;
  if (remapFailure === true) {
    drafts.push(
      aboutGpu(gpu, {
        kind: "gpuRemapFailed",
        severity: "critical",
        value: "failed",
        title: `${gpuLabel(gpu)} could not replace a bad memory row`,
        detail: "Its memory is not reliable any more. Drain it and ask the vendor for a replacement.",
      }),
    );
  }
  if (remapPending === true || retiredPagesPending === true) {
    drafts.push(
      aboutGpu(gpu, {
        kind: "gpuRemapPending",
        severity: "warning",
        value: "pending",
        title: `${gpuLabel(gpu)} has a ${remapPending === true ? "row remap" : "page retirement"} pending`,
        detail: "Bad memory is still in use until the GPU is reset. Drain it and reset it when you can.",
      }),
    );
  }
  if (typeof errors === "number" && errors > 0) {
    drafts.push(
      aboutGpu(gpu, {
        kind: "gpuEccUncorrected",
        severity: "critical",
        title: `${gpuLabel(gpu)} has uncorrected memory errors`,
        detail: "Results of jobs that ran on it since the driver was loaded are suspect. Drain it and reset it.",
        value: String(errors),
        limit: "0",
      }),
    );
  }
}
