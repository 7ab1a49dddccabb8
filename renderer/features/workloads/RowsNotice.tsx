import { settingsStore } from "../../state/settingsStore.ts";
import { formatClock } from "../../ui/format.ts";
import { SourceDown } from "../../ui/states/SourceDown.tsx";
import type { Rows } from "./useRows.ts";

/** What stands between the rows shown and those that are there; nothing while they are live. */
export function RowsNotice({
  of,
  what,
}: {
  readonly of: Pick<Rows<unknown>, "state" | "problem">;
  readonly what: string;
}) {
  const zone = settingsStore(({ clock }) => clock);
  const { state, problem } = of;
  if (problem !== null) return <SourceDown>{problem}</SourceDown>;
  switch (state?.kind) {
    case "away":
      return (
        <SourceDown>
          The cluster does not answer since {formatClock(state.sinceMs, zone)}:{" "}
          {state.known ? `${what} are as last known` : `not all ${what} were read`}. {state.reason}
        </SourceDown>
      );
    case "refused":
      return (
        <SourceDown tone="warning">
          Not all {what} can be read: {state.reason}
        </SourceDown>
      );
    case "listed":
      return (
        <SourceDown tone="warning">
          Not live: so many {what} are listed every two minutes, last at {formatClock(state.atMs, zone)}. Choose a
          namespace to follow them as they change.
        </SourceDown>
      );
    default:
      return null;
  }
}
