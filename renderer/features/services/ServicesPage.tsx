import { Boxes } from "lucide-react";
import { useRef, useState } from "react";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { reportProblem } from "../../app/report.ts";
import { useAnnounceMatches } from "../../app/useAnnounceMatches.ts";
import { useClient } from "../../state/client.ts";
import { useNow } from "../../state/now.ts";
import { servicesStore } from "../../state/servicesStore.ts";
import { useServices } from "../../state/useServices.ts";
import { Button } from "../../ui/Button.tsx";
import type { TableHandle } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SearchInput } from "../../ui/SearchInput.tsx";
import { showAll } from "../../ui/showAll.ts";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { ColumnsChoice } from "./ColumnsChoice.tsx";
import pageStyles from "./ServicesPage.module.css";
import { ServicesTable } from "./ServicesTable.tsx";
import { serviceRow } from "./serviceColumns.tsx";

/** Every service of the workspace, or what its targets show to be one. */
export function ServicesPage() {
  const states = useServices();
  const nowMs = useNow();
  const { call } = useClient();
  const [text, setText] = useState("");
  const table = useRef<TableHandle>(null);
  const definitions = servicesStore((store) => store.definitions);
  const found = (definitions ?? []).filter(({ origin }) => origin === "found");
  useKeys("services", [
    { keys: "j", hidden: true, label: "Next service", run: () => table.current?.move(1) },
    { keys: "k", hidden: true, label: "Previous service", run: () => table.current?.move(-1) },
  ]);
  const save = () => {
    call("services.save", { names: found.map(({ name }) => name) }).catch(reportProblem("The services were not saved"));
  };
  const wanted = text.trim().toLowerCase();
  const shown = (states ?? []).filter(({ definition, kind }) =>
    [definition.name, kind ?? "", definition.environment ?? ""].some((word) => word.toLowerCase().includes(wanted)),
  );
  useAnnounceMatches(text, shown.length, states?.length ?? 0, "services");
  return (
    <div className={pageStyles.page}>
      <Panel
        title="Services"
        count={states?.length}
        scroll
        controls={
          <>
            {found.length > 0 ? (
              <>
                <span className="small fg3">Found by the jobs of targets</span>
                <Button size="sm" onPress={save}>
                  Save to the workspace
                </Button>
              </>
            ) : (
              <span className="small fg3">Change vs. same hour yesterday</span>
            )}
            <ColumnsChoice />
            <SearchInput
              label="Filter services"
              placeholder="Filter by name, kind, environment"
              size="sm"
              width={240}
              value={text}
              onChange={setText}
            />
          </>
        }
      >
        {states === null ? (
          <LoadingSkeleton label="Asking the services" />
        ) : shown.length > 0 ? (
          <ServicesTable ref={table} rows={shown.map((state) => serviceRow(state, nowMs))} />
        ) : states.length > 0 ? (
          <EmptyState
            icon={Boxes}
            title="No service matches"
            action={<Button onPress={() => showAll(() => setText(""), table)}>Show all services</Button>}
          >
            The filter hides every service of this workspace.
          </EmptyState>
        ) : (
          <EmptyState icon={Boxes} title="No services yet">
            Add metrics targets on the pages of your hosts: each job becomes a service. Or name services in
            midwatch.yaml, such as services: [&#123;name: chat, targets: '&#123;job="vllm"&#125;'&#125;].
          </EmptyState>
        )}
      </Panel>
    </div>
  );
}
