import { ChartLine, MoreHorizontal, Pencil } from "lucide-react";
import { type CSSProperties, memo, type ReactNode } from "react";
import { lookupOf } from "../../../shared/domain/dashboards/builtins.ts";
import { interpolate } from "../../../shared/domain/dashboards/interpolate.ts";
import type { PlacedPanel } from "../../../shared/domain/dashboards/layout.ts";
import { navigate } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { useDashboardContext } from "./context.ts";
import pageStyles from "./DashboardPage.module.css";
import { Doubts } from "./Doubts.tsx";
import { exploreQuery } from "./exploreQuery.ts";
import { AnswerPanel, PlainPanel } from "./panels/AnswerPanel.tsx";
import { BarsPanel } from "./panels/BarsPanel.tsx";
import { ChartPanel } from "./panels/ChartPanel.tsx";
import { GaugePanel } from "./panels/GaugePanel.tsx";
import { HeatmapPanel } from "./panels/HeatmapPanel.tsx";
import styles from "./panels/panels.module.css";
import { StatPanel } from "./panels/StatPanel.tsx";
import { TablePanel } from "./panels/TablePanel.tsx";
import { TextPanel } from "./panels/TextPanel.tsx";
import { usePanelData } from "./usePanelData.ts";
import { useSeen } from "./useSeen.ts";

/** A panel at its place; it asks only while it is in view. */
export const PanelView = memo(function PanelView({ placed }: { readonly placed: PlacedPanel }) {
  const { panel, grid } = placed;
  const { title: dashboardTitle, range, onEdit } = useDashboardContext();
  const [ref, { visible, width }] = useSeen();
  const data = usePanelData(placed, width === null ? null : Math.max(60, width - 52), visible);
  const time = { fromMs: 0, toMs: range.rangeMs, stepMs: 15_000, scrapeIntervalMs: 15_000 };
  const lookup = lookupOf(placed.values, time, dashboardTitle);
  const title = interpolate(panel.title, lookup, "text");
  const text = interpolate(panel.text, lookup, "text");
  const controls = (
    <>
      <Doubts data={data} />
      <Menu
        label={`${title || "Panel"}, actions`}
        entries={[
          {
            id: "explore",
            label: "Open in Explore",
            icon: ChartLine,
            disabled: data.queries.length === 0,
            onAction: () => navigate({ page: "explore", query: exploreQuery(panel.kind, data.queries) }),
          },
          { id: "edit", label: "Edit title and query", icon: Pencil, onAction: () => onEdit(panel.id) },
        ]}
      >
        <Button variant="ghost" size="sm" icon={MoreHorizontal} aria-label={`${title || "Panel"}: actions`} />
      </Menu>
    </>
  );
  return (
    <div
      ref={ref}
      className={pageStyles.place}
      style={
        { "--column": `${grid.x + 1} / span ${grid.w}`, "--line": `${grid.y + 1} / span ${grid.h}` } as CSSProperties
      }
    >
      {width === null ? null : <Content placed={placed} title={title} text={text} data={data} controls={controls} />}
    </div>
  );
});

function Content({
  placed,
  title,
  text,
  data,
  controls,
}: {
  readonly placed: PlacedPanel;
  readonly title: string;
  /** Its own words, variables filled in. */
  readonly text: string;
  readonly data: ReturnType<typeof usePanelData>;
  readonly controls: ReactNode;
}) {
  const { panel } = placed;
  const answer = { panel, title, data, controls };
  switch (panel.kind) {
    case "chart":
      return <ChartPanel placed={placed} title={title} data={data} height={placed.grid.h} controls={controls} />;
    case "stat":
      return <AnswerPanel {...answer}>{(shot) => <StatPanel panel={panel} title={title} shot={shot} />}</AnswerPanel>;
    case "gauge":
      return <AnswerPanel {...answer}>{(shot) => <GaugePanel panel={panel} title={title} shot={shot} />}</AnswerPanel>;
    case "bars":
      return <AnswerPanel {...answer}>{(shot) => <BarsPanel panel={panel} title={title} shot={shot} />}</AnswerPanel>;
    case "heatmap":
      return (
        <AnswerPanel {...answer}>
          {(shot) => <HeatmapPanel panel={panel} title={title} data={data} turn={shot} />}
        </AnswerPanel>
      );
    case "table":
      return <AnswerPanel {...answer}>{(shot) => <TablePanel panel={panel} title={title} shot={shot} />}</AnswerPanel>;
    case "text":
      return (
        <PlainPanel title={title} controls={controls}>
          <TextPanel title={title} content={text} />
        </PlainPanel>
      );
    case "blank":
      return (
        <PlainPanel title={title || panel.type} controls={controls}>
          <div className={styles.cover}>
            <p>This panel cannot be shown here. "Not converted" above says why.</p>
          </div>
        </PlainPanel>
      );
  }
}
