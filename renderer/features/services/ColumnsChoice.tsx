import { MultiSelect } from "../../ui/MultiSelect.tsx";
import { hiddenColumnsStore, hideColumns } from "./hiddenColumns.ts";
import { columnChoices } from "./serviceColumns.tsx";

/** Which figures the table of services has, on Watch and on its own screen. */
export function ColumnsChoice() {
  const hidden = hiddenColumnsStore((state) => state.hidden);
  const shown = columnChoices.filter(({ id }) => !hidden.includes(id)).map(({ id }) => id);
  return (
    <MultiSelect
      label="Columns"
      summary="Columns"
      options={columnChoices}
      selected={shown}
      onChange={(chosen) => hideColumns(columnChoices.map(({ id }) => id).filter((id) => !chosen.includes(id)))}
    />
  );
}
