import { useState } from "react";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Item, ParamsInput } from "../../../shared/contract/define.ts";
import { useStream } from "../../state/useStream.ts";

export type RowStream =
  | "kubernetes.workloads"
  | "kubernetes.pods"
  | "kubernetes.nodes"
  | "kubernetes.autoscalers"
  | "kubernetes.monitors"
  | "kubernetes.events";
export type RowOf<N extends RowStream> = Item<Contract[N]>["changed"][number];
type WatchState = Item<Contract[RowStream]>["state"];

export interface Rows<Row> {
  /** Null before the first answer. */
  readonly state: WatchState | null;
  readonly rows: readonly Row[];
  /** Why the stream ended, if it did. */
  readonly problem: string | null;
}

/** Whether rows that are not there are not there in the cluster either. */
export function isWhole({ state }: Pick<Rows<unknown>, "state">): boolean {
  return state?.kind === "live" || state?.kind === "listed" || (state?.kind === "away" && state.known);
}

/** How many there are; undefined while none is known. */
export function countOf(of: Pick<Rows<unknown>, "state" | "rows">): number | undefined {
  return of.rows.length > 0 || isWhole(of) ? of.rows.length : undefined;
}

interface Held<Row> {
  readonly key: string;
  readonly state: WatchState | null;
  readonly rows: ReadonlyMap<string, Row>;
  /** The same, as one array for as long as nothing changes. */
  readonly list: readonly Row[];
}

const none: readonly never[] = [];

/** The rows of one resource while the component is mounted; null params ask nothing. */
export function useRows<N extends RowStream>(name: N, params: ParamsInput<Contract[N]> | null): Rows<RowOf<N>> {
  type Row = RowOf<N>;
  const key = JSON.stringify([name, params]);
  const [held, setHeld] = useState<Held<Row>>({ key, state: null, rows: new Map(), list: none });
  const stream = useStream(name, params, (item) => {
    setHeld((before) => {
      const { state, first, changed, gone } = item as Item<Contract[RowStream]>;
      const rows = new Map<string, Row>(first || before.key !== key ? [] : before.rows);
      for (const row of changed) rows.set(row.id, row as Row);
      for (const id of gone) rows.delete(id);
      return { key, state, rows, list: [...rows.values()] };
    });
  });
  const isOfThis = held.key === key;
  return {
    state: isOfThis ? held.state : null,
    rows: isOfThis ? held.list : none,
    problem: stream.kind === "ended" ? (stream.error?.message ?? null) : null,
  };
}
