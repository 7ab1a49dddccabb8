import { useState } from "react";
import type { ExpectedBand } from "../../shared/domain/anomaly/expectedBand.ts";
import { useStream } from "../state/useStream.ts";
import type { PlacedPanel } from "./boardChart.ts";

/** As many bands as one subscription takes, and the longest range that they are told of. */
const mostBands = 12;
const longestMs = 86_400_000;

interface AskedQuery {
  readonly id: string;
  readonly expr: string;
  readonly source: string;
}

/** Of each chart the first query, where it answers one line: what is expected is drawn of these. */
export function foremostQueries(panels: readonly PlacedPanel[], source: string): readonly AskedQuery[] {
  return panels.flatMap(({ queries: [first] }) =>
    first === undefined || (first.legend !== null && typeof first.legend !== "string")
      ? []
      : [{ id: first.id, expr: first.expr, source }],
  );
}

const none: ReadonlyMap<string, ExpectedBand> = new Map();

/** The ranges that queries were to be expected in, by their ids: of the first dozen, for ranges up to a day. */
export function useExpected(
  queries: readonly AskedQuery[],
  asked: { readonly rangeMs: number; readonly live: boolean; readonly endMs?: number },
): ReadonlyMap<string, ExpectedBand> {
  const { rangeMs, endMs } = asked;
  const [bands, setBands] = useState(none);
  const isAsked = queries.length > 0 && rangeMs <= longestMs;
  useStream(
    "anomalies.expected",
    isAsked ? { queries: queries.slice(0, mostBands), rangeMs, ...(endMs === undefined ? {} : { endMs }) } : null,
    (item) => setBands(new Map(item.bands.map(({ id, ...band }) => [id, band]))),
    { credit: 1 },
  );
  return isAsked ? bands : none;
}
