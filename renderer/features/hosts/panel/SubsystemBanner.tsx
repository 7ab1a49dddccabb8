import { subsystemAdvice } from "../../../../shared/domain/gpu/subsystem.ts";
import type { HostSummary } from "../../../state/types.ts";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";
import styles from "./HostPanel.module.css";

/** What nvidia-smi as a whole said, word for word, with what it means and what to do. Nothing when all is well. */
export function SubsystemBanner({ summary }: { readonly summary: HostSummary }) {
  const { kind, text } = summary.gpuSubsystem;
  const quiet = kind === "ok" || kind === "unknown" || (kind === "commandNotFound" && summary.gpusExpected === 0);
  if (quiet) return null;
  const { meaning, action } = subsystemAdvice(kind);
  return (
    <section className={styles.banner} aria-label="nvidia-smi">
      <StatusIcon status="warning" size={14} label="Warning" />
      <div>
        <p className="fg0 medium">{meaning}</p>
        {text ? <pre className="mono fg2">{text}</pre> : null}
        {action ? <p className="fg1">{action}</p> : null}
      </div>
    </section>
  );
}
