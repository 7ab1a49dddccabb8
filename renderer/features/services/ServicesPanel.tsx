import { useNow } from "../../state/now.ts";
import { servicesStore } from "../../state/servicesStore.ts";
import { useServices } from "../../state/useServices.ts";
import { Panel } from "../../ui/Panel.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { ColumnsChoice } from "./ColumnsChoice.tsx";
import { ServicesTable } from "./ServicesTable.tsx";
import { serviceRow } from "./serviceColumns.tsx";
import styles from "./services.module.css";

/** Watch's table of services; absent where there are none. */
export function ServicesPanel() {
  const states = useServices();
  const nowMs = useNow();
  const expected = servicesStore(({ definitions }) => definitions?.length ?? 0);
  if ((states ?? []).length === 0 && expected === 0) return null;
  return (
    <Panel
      title="Services"
      count={states?.length ?? expected}
      className={styles.panel ?? ""}
      controls={
        <>
          <span className="small fg3">Change vs. same hour yesterday</span>
          <ColumnsChoice />
        </>
      }
      scroll
    >
      {states === null ? (
        <LoadingSkeleton label="Asking the services" rows={expected} />
      ) : (
        <ServicesTable isBeside rows={states.map((state) => serviceRow(state, nowMs))} />
      )}
    </Panel>
  );
}
