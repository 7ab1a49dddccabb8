import { ListFilter, ScrollText } from "lucide-react";
import type { ErrorCode } from "../../../shared/base/errors.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { formatClock } from "../../ui/format.ts";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import type { Highlight } from "./highlight.ts";
import { isOfAll } from "./LogStore.ts";
import { LogTable, rowsOf } from "./LogTable.tsx";
import { problemText } from "./Notices.tsx";
import type { Logs } from "./useLogs.ts";

/** Of a question that is refused before any source has it. */
const neverAsked: ReadonlySet<ErrorCode> = new Set(["UNSUPPORTED", "BAD_REQUEST", "BAD_QUERY"]);

/** The lines of a view, or why there are none; and a way to those before them that are not read yet. */
export function LinesInView({
  logs: { store, snapshot, olderBeforeMs, readOlder },
  hasFilter,
  strangers = "",
  ...table
}: {
  readonly logs: Logs;
  readonly hasFilter: boolean;
  /** Asked about, and no hosts of the workspace: what is written on them is not read. */
  readonly strangers?: string;
  readonly selected: number | null;
  readonly highlight: Highlight;
  readonly onSelect: (number: number) => void;
  readonly onLeaveTop: (isAway: boolean) => void;
}) {
  const zone = settingsStore(({ clock }) => clock);
  const [first] = snapshot.problems;
  const problem = first ? problemText(first) : null;
  const older =
    olderBeforeMs === null ? null : (
      <Button size="sm" onPress={readOlder}>
        Read older lines, before {formatClock(olderBeforeMs, zone)}
      </Button>
    );
  if (rowsOf(snapshot).count > 0 || snapshot.loading) {
    return <LogTable store={store} snapshot={snapshot} end={older} onEnd={readOlder} {...table} />;
  }
  if (first && isOfAll(first)) {
    return (
      <EmptyState
        icon={ListFilter}
        title={neverAsked.has(first.code) ? "No source was asked" : "The lines could not be read"}
      >
        {problem}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={hasFilter ? ListFilter : ScrollText}
      title={older === null && problem === null ? "No lines in this window" : "No lines in what was read"}
      action={older}
    >
      {strangers !== ""
        ? `No host of this workspace is called ${strangers}: only servers of logs were asked.`
        : problem !== null
          ? `Not everything could be read: ${problem}`
          : hasFilter
            ? "No line meets the filter. A longer time range may hold some."
            : "Nothing was written there."}
    </EmptyState>
  );
}
