import { ChartLine as ChartIcon } from "lucide-react";
import { useMemo } from "react";
import type { ExpectedBand } from "../../../shared/domain/anomaly/expectedBand.ts";
import { PinButton } from "../../app/incidents/PinButton.tsx";
import type { PlacedPanel } from "../../charts/boardChart.ts";
import { useChartScreen } from "../../charts/ChartScreen.tsx";
import { buildChart } from "../../charts/chartContent.ts";
import type { FiringSpan } from "../../charts/drawFiring.ts";
import { LineChart } from "../../charts/LineChart.tsx";
import type { Threshold } from "../../charts/overlays.ts";
import { pinOf } from "../../charts/pinOf.ts";
import { StripLegend } from "../../charts/StripLegend.tsx";
import { useMagnitude } from "../../charts/useMagnitude.ts";
import type { CompareStep } from "../../state/investigateView.ts";
import { navigate } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { evidenceChart } from "./compared.ts";
import type { EvidencePanel } from "./evidencePanels.ts";
import styles from "./Investigate.module.css";

const none: readonly Threshold[] = [];

/** A chart of the evidence in the group of the screen. */
export function EvidenceChart({
  evidence,
  placed,
  compare,
  thresholds = none,
  firing = null,
  expected,
}: {
  readonly evidence: EvidencePanel;
  readonly placed: PlacedPanel;
  readonly compare: CompareStep | null;
  readonly thresholds?: readonly Threshold[];
  readonly firing?: FiringSpan | null;
  /** Null where too little is known. */
  readonly expected: ExpectedBand | null;
}) {
  const { group, rangeMs, zone } = useChartScreen();
  const { queries, panel } = placed;
  const magnitude = useMagnitude(group, queries.map(({ id }) => id).join("\n"), false);
  const spec = useMemo(() => evidenceChart(placed, magnitude, compare), [placed, magnitude, compare]);
  const take = () => {
    const marks = { thresholds, emphasis: null, staleSinceMs: null, zone };
    const { status, content } = buildChart(group, spec, rangeMs, marks);
    if (content === null || status.kind !== "ready") return null;
    const { title, unit, whole = false } = panel;
    const exprs = queries.map(({ expr }) => expr);
    return pinOf(content, { title, unit, whole, source: evidence.source, exprs });
  };
  return (
    <div className={styles.chart}>
      <LineChart
        spec={spec}
        thresholds={thresholds}
        firing={firing}
        expected={expected}
        layout="strip"
        legend={<StripLegend spec={spec} expected={expected} />}
        controls={
          <>
            <PinButton what={panel.title} take={take} bare />
            <Button
              size="sm"
              variant="ghost"
              icon={ChartIcon}
              aria-label={`Explore ${panel.title}`}
              onPress={() => explore(evidence)}
            />
          </>
        }
      />
    </div>
  );
}

function explore({ source, panel }: EvidencePanel): void {
  const params = new URLSearchParams();
  if (source !== "local") params.set("source", source);
  for (const { expr } of panel.queries) params.append("q", expr);
  navigate({ page: "explore", query: params.toString() });
}
