import type { Tone } from "../../../../shared/domain/dashboards/model.ts";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";

/** Healthy is quiet: colour is spent on what warns. */
export function toneClass(tone: Tone): string | undefined {
  return tone === "warning" || tone === "critical" ? tone : undefined;
}

/** The silhouette beside a colour that warns. */
export function ToneMark({ tone, size = 12 }: { readonly tone: Tone; readonly size?: 10 | 12 }) {
  if (tone !== "warning" && tone !== "critical") return null;
  return <StatusIcon status={tone} size={size} label={tone === "critical" ? "Critical" : "Warning"} />;
}
