import type { Unit } from "../../../../shared/domain/format/units.ts";
import type { FeatureDrift } from "../../../state/useDrift.ts";
import type { Column } from "../../../ui/DataTable.tsx";
import { StatusText } from "../../../ui/StatusIcon.tsx";
import { None } from "../../../ui/Value.tsx";
import {
  changeWords,
  countText,
  type DriftOutcome,
  indexText,
  type Observed,
  stateOf,
  valueText,
} from "./driftWords.ts";

/** Something that is held against its reference: a feature, or what one release tells of it. */
export interface HeldRow {
  readonly name: string;
  /** More about it, under the pointer. */
  readonly title: string;
  readonly kind: FeatureDrift["kind"];
  readonly unit: Unit;
  readonly held:
    | { readonly kind: "held"; readonly reference: Observed; readonly now: Observed; readonly outcome: DriftOutcome }
    /** What the others are held against. */
    | { readonly kind: "reference"; readonly now: Observed }
    | { readonly kind: "failed"; readonly message: string };
}

const none = <None />;
const pairOf = ({ held }: HeldRow) => (held.kind === "held" ? held : null);
const comparedOf = (row: HeldRow) => {
  const outcome = pairOf(row)?.outcome;
  return outcome?.kind === "compared" ? outcome : null;
};

const reference: Column<HeldRow> = {
  id: "reference",
  header: "Reference",
  width: 78,
  numeric: true,
  cell: (row) => {
    const pair = pairOf(row);
    return (pair && valueText(pair.reference, row.unit)) ?? none;
  },
};

const figures: readonly Column<HeldRow>[] = [
  {
    id: "now",
    header: "Now",
    width: 70,
    numeric: true,
    cell: (row) => (row.held.kind === "failed" ? none : (valueText(row.held.now, row.unit) ?? none)),
  },
  {
    id: "psi",
    header: "PSI",
    width: 54,
    numeric: true,
    title: (row) => {
      const psi = comparedOf(row)?.psi;
      return psi ? `Population stability index; by chance up to ${psi.byChance.toFixed(3)}` : "";
    },
    cell: (row) => {
      const psi = comparedOf(row)?.psi;
      return psi ? indexText(psi.value) : none;
    },
  },
  {
    id: "ks",
    header: "KS",
    width: 54,
    numeric: true,
    title: (row) => {
      const ks = comparedOf(row)?.ks;
      return ks ? `Kolmogorov and Smirnov's distance; critical from ${ks.critical.toFixed(3)}` : "";
    },
    cell: (row) => {
      const ks = comparedOf(row)?.ks;
      return ks ? indexText(ks.value) : none;
    },
  },
  {
    id: "change",
    header: "Change",
    width: 70,
    numeric: true,
    cell: (row) => {
      const pair = pairOf(row);
      return (pair && changeWords(row.kind, pair.outcome, pair.reference, pair.now)) ?? none;
    },
  },
  {
    id: "samples",
    header: "Samples",
    width: 76,
    numeric: true,
    title: (row) => {
      const pair = pairOf(row);
      return pair ? `${countText(pair.now.samples)} now, ${countText(pair.reference.samples)} of the reference` : "";
    },
    cell: ({ held }) => (held.kind === "failed" ? none : countText(held.now.samples)),
  },
  {
    id: "state",
    header: "State",
    width: 196,
    title: ({ held }) =>
      held.kind === "held" ? stateOf(held.outcome).text : held.kind === "failed" ? held.message : "",
    cell: ({ held }) => {
      if (held.kind === "reference") return <span className="fg3">Reference</span>;
      if (held.kind === "failed") return <StatusText status="failed" plain>{`Failed: ${held.message}`}</StatusText>;
      const { status, text } = stateOf(held.outcome);
      return (
        <StatusText status={status} plain>
          {text}
        </StatusText>
      );
    },
  },
];

const named = (header: string): Column<HeldRow> => ({
  id: "name",
  header,
  name: true,
  minWidth: 110,
  title: ({ title }) => title,
  cell: ({ name }) => name,
});

export const featureColumns: readonly Column<HeldRow>[] = [named("Feature"), reference, ...figures];
/** All are held against the same. */
export const releaseColumns: readonly Column<HeldRow>[] = [named("Release"), ...figures];
