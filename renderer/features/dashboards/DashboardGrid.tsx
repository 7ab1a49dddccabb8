import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import type { PlacedRow } from "../../../shared/domain/dashboards/layout.ts";
import { Icon } from "../../ui/Icon.tsx";
import styles from "./DashboardPage.module.css";
import { PanelView } from "./PanelView.tsx";

/** Rows of panels; what a folded row holds is not there at all, and so asks nothing. */
export function DashboardGrid({ rows }: { readonly rows: readonly PlacedRow[] }) {
  return rows.map((row) => <Row key={row.key} row={row} />);
}

function Row({ row }: { readonly row: PlacedRow }) {
  const [open, setOpen] = useState(!row.collapsed);
  const count = row.panels.length;
  return (
    <section className={styles.row} aria-label={row.title || "Panels"}>
      {row.title === "" ? null : (
        <button type="button" className={styles.rowHead} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon of={open ? ChevronDown : ChevronRight} size={12} />
          {row.title}
          {open ? null : (
            <span>
              {count} {count === 1 ? "panel" : "panels"}
            </span>
          )}
        </button>
      )}
      {open || row.title === "" ? (
        <div className={styles.grid}>
          {row.panels.map((placed) => (
            <PanelView key={placed.key} placed={placed} />
          ))}
        </div>
      ) : null}
    </section>
  );
}
