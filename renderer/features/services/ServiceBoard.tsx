import { BoxSelect, ChevronDown, ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { inferUnit } from "../../../shared/domain/promql/inferUnit.ts";
import { formatDurationMs } from "../../../shared/domain/promql/numberLiteral.ts";
import { type BoardSection, serviceBoard } from "../../../shared/domain/services/board.ts";
import { serviceScope } from "../../../shared/domain/services/serviceScope.ts";
import { type PlacedPanel, placePanels } from "../../charts/boardChart.ts";
import { ChartScreen } from "../../charts/ChartScreen.tsx";
import { eventMarks } from "../../charts/eventMarks.ts";
import { panelStepMs } from "../../charts/step.ts";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import { useWidth } from "../../charts/useWidth.ts";
import type { ServiceDefinition, ServiceFacts } from "../../state/servicesStore.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { useAskedRange } from "../../state/timeRange.ts";
import { useEventsOf } from "../../state/useEventsOf.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { BoardPanels } from "./BoardPanels.tsx";
import styles from "./ServicePage.module.css";

const columns = 3;
const frameWidth = 60;
const finestMs = 5000;
/** As many queries as one subscription takes. */
const mostQueries = 32;

/** What a service tells, as live charts under one crosshair: a section for each thing that it is. */
export function ServiceBoard({
  definition,
  facts,
  hosts,
}: {
  readonly definition: ServiceDefinition;
  readonly facts: ServiceFacts;
  /** That it runs on. */
  readonly hosts: readonly string[];
}) {
  const asked = useAskedRange();
  const zone = settingsStore(({ clock }) => clock);
  const [gridRef, width] = useWidth();
  const stepMs = width === null ? null : panelStepMs(asked.rangeMs, width / columns - frameWidth, finestMs);
  // Every sample counts once where the steps are further apart than rates need to look back.
  const window = formatDurationMs(Math.max(facts.rateWindowMs, stepMs ?? 0));
  const sections = useMemo(
    () => serviceBoard(serviceScope(definition, facts, window), facts, inferUnit),
    [definition, facts, window],
  );
  const none = usePanelGroup(null);
  const events = useEventsOf(hosts, definition.name);
  const evidence = useMemo(() => ({ events: eventMarks(events), picked: null }), [events]);
  if (sections.length === 0) {
    return (
      <EmptyState icon={BoxSelect} title="It tells no metrics">
        Nothing that its targets told in the last hour matches {`{${definition.matchers}}`}.
      </EmptyState>
    );
  }
  return (
    <div ref={gridRef} className={styles.board}>
      <ChartScreen group={none} rangeMs={asked.rangeMs} zone={zone} evidence={evidence}>
        {sections.map((section, index) => (
          <Section
            key={section.id}
            section={section}
            source={definition.source}
            stepMs={stepMs}
            isOpenAtFirst={index === 0}
          />
        ))}
      </ChartScreen>
    </div>
  );
}

/** A section that is closed asks nothing. */
function Section({
  section,
  source,
  stepMs,
  isOpenAtFirst,
}: {
  readonly section: BoardSection;
  readonly source: string;
  readonly stepMs: number | null;
  readonly isOpenAtFirst: boolean;
}) {
  const [open, setOpen] = useState(isOpenAtFirst);
  const { id, title, panels, left } = section;
  const parts = useMemo(() => inParts(placePanels(id, panels)), [id, panels]);
  return (
    <section className={styles.section} aria-label={title}>
      <h2 className={styles.sectionHead}>
        <Button
          variant="ghost"
          size="sm"
          icon={open ? ChevronDown : ChevronRight}
          aria-expanded={open}
          onPress={() => setOpen(!open)}
        >
          {title}
        </Button>
        <span className="fg3">{panels.length === 1 ? "1 chart" : `${panels.length} charts`}</span>
      </h2>
      {open ? (
        <div className={styles.charts}>
          {parts.map((part) => (
            <BoardPanels key={part[0]?.id} panels={part} source={source} stepMs={stepMs} />
          ))}
        </div>
      ) : null}
      {open && left > 0 ? <p className="small fg3">{left} more metrics are in Explore.</p> : null}
    </section>
  );
}

function inParts(panels: readonly PlacedPanel[]): readonly (readonly PlacedPanel[])[] {
  const parts: PlacedPanel[][] = [];
  let asked = mostQueries;
  for (const placed of panels) {
    if (asked + placed.queries.length > mostQueries) {
      parts.push([]);
      asked = 0;
    }
    parts.at(-1)?.push(placed);
    asked += placed.queries.length;
  }
  return parts;
}
