import { type Ref, useMemo, useState } from "react";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useLinkState } from "../../state/client.ts";
import { openInvestigation } from "../../state/investigateView.ts";
import { navigate } from "../../state/navigation.ts";
import { DataTable, type TableHandle } from "../../ui/DataTable.tsx";
import { useIsTight, useLayoutWidth } from "../../ui/useMediaQuery.ts";
import { hiddenColumnsStore } from "./hiddenColumns.ts";
import { rowKey, type ServiceRow, serviceColumns } from "./serviceColumns.tsx";
import { isOfNow } from "./serviceWords.ts";
import { useLetGo } from "./useLetGo.ts";

const openService = (name: string) => navigate({ page: "service", name });

const label = "Services";

/** One row a service; Enter opens its page, I investigates the one in hand. What cannot be read now stands dimmed. */
export function ServicesTable({
  rows,
  isBeside = false,
  ref,
}: {
  readonly rows: readonly ServiceRow[];
  /** Another column of the screen stands to its right. */
  readonly isBeside?: boolean;
  readonly ref?: Ref<TableHandle>;
}) {
  const [selected, setSelected] = useState<string | null>(null);
  useLetGo(label, () => setSelected(null));
  const inHand = rows.find((row) => rowKey(row) === selected)?.state.definition;
  useKeys(
    label,
    [
      {
        keys: "i",
        label: `Investigate ${selected}`,
        run: () => inHand && openInvestigation({ service: inHand.name, filter: inHand.logs ?? "" }),
      },
    ],
    { enabled: inHand !== undefined },
  );
  const width = useLayoutWidth();
  const hidden = hiddenColumnsStore((state) => state.hidden);
  const tight = useIsTight();
  const room = isBeside && width === "normal" ? (tight ? "narrow" : "beside") : width;
  const columns = useMemo(() => serviceColumns(room, hidden), [room, hidden]);
  const offline = useLinkState().kind !== "open";
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      selected={selected}
      onSelect={setSelected}
      onOpen={openService}
      rowState={({ state }) => (offline || !isOfNow(state) ? "off" : undefined)}
      {...(ref ? { ref } : {})}
    />
  );
}
