import { useState } from "react";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import type { RunLine, RunState } from "../../../shared/domain/runbook/runState.ts";
import { type StreamState, useStream } from "../../state/useStream.ts";

/** Drawn at most; the log of the run has more. */
const mostLines = 2000;

interface FollowedRun {
  readonly state: DeepReadonly<RunState> | null;
  readonly lines: readonly DeepReadonly<RunLine>[];
  readonly stream: StreamState;
}

/** A run as it goes, or as it ended. */
export function useRun(id: string): FollowedRun {
  const [state, setState] = useState<DeepReadonly<RunState> | null>(null);
  const [lines, setLines] = useState<readonly DeepReadonly<RunLine>[]>([]);
  const stream = useStream("runbooks.follow", { run: id }, (item) => {
    setState(item.state);
    setLines((old) => {
      const last = old.at(-1)?.seq ?? 0;
      const fresh = item.lines.filter(({ seq }) => seq > last);
      return fresh.length === 0 ? old : [...old, ...fresh].slice(-mostLines);
    });
  });
  return { state, lines, stream };
}
