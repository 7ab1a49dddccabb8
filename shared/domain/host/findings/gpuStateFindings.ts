import { type Gpu, isMissing } from "../../gpu/model.ts";
import { type FindingDraft, sentences } from "./findingDraft.ts";
import { aboutGpu, gpuLabel } from "./gpuDraft.ts";

const driverSays = (text: string | null) => (text ? `The driver says: ${text}` : "");

/** The whole GPU is out of order. `isListing`: nvidia-smi itself works, so each GPU speaks for itself. */
export function gpuStateDraft(gpu: Gpu, isListing: boolean): FindingDraft | null {
  if (gpu.state === "ok") return null;
  const name = gpuLabel(gpu);
  switch (gpu.state) {
    case "lost":
      return aboutGpu(gpu, {
        kind: "gpuLost",
        severity: "critical",
        value: "no answer",
        title: `${name} is lost`,
        detail: sentences(
          "The host cannot reach it any more; jobs that used it have failed",
          driverSays(gpu.stateText),
          "Drain the host and restart it. If it stays away, check seating, power and the slot",
        ),
      });
    case "absent":
      if (!isListing) return null;
      return aboutGpu(gpu, {
        kind: "gpuAbsent",
        severity: "critical",
        value: "not listed",
        title: `${name} is not listed any more`,
        detail: sentences(
          `${gpu.name} was read here before`,
          "Compare with lspci and the kernel log: it was removed, hidden from this login, or fell off the bus",
        ),
      });
    case "requiresReset":
      return aboutGpu(gpu, {
        kind: "gpuRequiresReset",
        severity: "critical",
        value: "needs reset",
        title: `${name} requires a reset`,
        detail: sentences(
          "It takes no new work until then",
          driverSays(gpu.stateText),
          "Move work off it and reset it",
        ),
      });
    case "unreadable":
      if (!isListing) return null;
      return aboutGpu(gpu, {
        kind: "gpuUnreadable",
        severity: "warning",
        value: "unreadable",
        title: `${name} cannot be read`,
        detail: sentences(gpu.stateText ?? "", "Jobs on it may still run. Check the kernel log for Xid errors"),
      });
  }
}

/** The driver's own verdict. */
export function gpuRecoveryDraft(gpu: Gpu): FindingDraft | null {
  const action = gpu.recoveryAction;
  if (isMissing(action) || action.toLowerCase() === "none") return null;
  return aboutGpu(gpu, {
    kind: "gpuRecoveryAction",
    severity: action.toLowerCase() === "drain p2p" ? "warning" : "critical",
    title: `The driver asks to recover ${gpuLabel(gpu)}: ${action}`,
    detail: "Move work off it, then do what the driver asks.",
    value: action,
  });
}
