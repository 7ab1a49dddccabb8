import { useState } from "react";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import type { DashboardEdit } from "../../../shared/domain/dashboards/edits.ts";
import type { DashboardPanel, GridPlace } from "../../../shared/domain/dashboards/model.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextArea } from "../../ui/TextArea.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./EditPanelDialog.module.css";

const sides = ["x", "y", "w", "h"] as const;
const sideNames = { x: "Column", y: "Line", w: "Width", h: "Height" } as const;

/** Title, queries and place of a panel, as the document has them. */
export function EditPanelDialog({
  panel,
  file,
  onSave,
  onClose,
}: {
  readonly panel: DeepReadonly<DashboardPanel>;
  readonly file: string;
  readonly onSave: (edits: readonly DashboardEdit[]) => void;
  readonly onClose: () => void;
}) {
  const [title, setTitle] = useState(panel.title);
  const [exprs, setExprs] = useState(panel.targets.map(({ expr }) => expr));
  const [grid, setGrid] = useState(sides.map((side) => String(panel.grid[side])));
  const edits = editsOf(panel, title, exprs, grid);
  const isEmptied = exprs.some((expr) => expr.trim() === "");
  const isMisplaced = placeOf(grid) === null;
  const canSave = edits.length > 0 && !isEmptied && !isMisplaced;
  const save = () => {
    if (canSave) onSave(edits);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Edit ${panel.title || "the panel"}`}
      width={680}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
      }}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" isDisabled={!canSave} onPress={save} keys={["Ctrl", "Enter"]}>
            Save to {file}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextInput label="Title" value={title} onChange={setTitle} disabled={!panel.editable.title} />
        {panel.targets.map((target, index) => (
          <TextArea
            key={target.refId}
            label={`Query ${target.refId}`}
            rows={Math.min(6, 1 + Math.ceil(target.expr.length / 80))}
            value={exprs[index] ?? ""}
            disabled={!panel.editable.targets[index]}
            onChange={(value) => setExprs(exprs.map((expr, at) => (at === index ? value : expr)))}
          />
        ))}
        {isEmptied ? <p className="critical">A query cannot be empty.</p> : null}
        {panel.editable.grid ? (
          <fieldset className={styles.place}>
            <legend>Place, of 24 columns</legend>
            {sides.map((side, index) => (
              <TextInput
                key={side}
                label={sideNames[side]}
                value={grid[index] ?? ""}
                onChange={(value) => setGrid(grid.map((old, at) => (at === index ? value : old)))}
                error={isMisplaced && index === 0 ? "Whole numbers, within 24 columns" : null}
              />
            ))}
          </fieldset>
        ) : null}
      </div>
    </Dialog>
  );
}

function placeOf(texts: readonly string[]): GridPlace | null {
  const [x = -1, y = -1, w = -1, h = -1] = texts.map((text) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : -1));
  const isPlace = x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= 24 && h <= 100;
  return isPlace ? { x, y, w, h } : null;
}

function editsOf(
  panel: DeepReadonly<DashboardPanel>,
  title: string,
  exprs: readonly string[],
  grid: readonly string[],
): readonly DashboardEdit[] {
  const place = placeOf(grid);
  const isMoved = place !== null && sides.some((side) => place[side] !== panel.grid[side]);
  return [
    ...(title === panel.title ? [] : [{ kind: "panelTitle", panel: panel.id, title } as const]),
    ...exprs.flatMap((expr, target) =>
      expr === panel.targets[target]?.expr ? [] : [{ kind: "query", panel: panel.id, target, expr } as const],
    ),
    ...(isMoved ? [{ kind: "place", panel: panel.id, grid: place } as const] : []),
  ];
}
