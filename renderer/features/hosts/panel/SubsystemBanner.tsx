import { subsystemAdvice } from "../../../../shared/domain/gpu/subsystem.ts";
import type { HostSummary } from "../../../state/types.ts";
import { cx } from "../../../ui/cx.ts";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";
import styles from "./HostPanel.module.css";

const severityWords = { critical: "Critical", warning: "Warning", info: "Info" } as const;

/** What nvidia-smi as a whole said, word for word, with what it means and what to do. Nothing when all is well. */
export function SubsystemBanner({ summary }: { readonly summary: HostSummary }) {
  const { kind, text } = summary.gpuSubsystem;
  const quiet = kind === "ok" || kind === "unknown" || (kind === "commandNotFound" && summary.gpusExpected === 0);
  if (quiet) return null;
  const { meaning, action } = subsystemAdvice(kind);
  const found = summary.findings.find((finding) => finding.kind === "gpuSubsystem");
  const severity = found?.severity ?? "warning";
  return (
    <section className={cx(styles.banner, styles[severity])} aria-label="nvidia-smi">
      <StatusIcon status={severity} size={14} label={severityWords[severity]} />
      <div>
        <p className="fg0 medium">{meaning}</p>
        {text ? <pre className="mono fg2">{text}</pre> : null}
        {action ? <p className="fg1">{action}</p> : null}
      </div>
    </section>
  );
}
