import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import type { OtherServer, WatchedServer } from "../../state/serversStore.ts";
import { Button } from "../../ui/Button.tsx";
import type { Column } from "../../ui/DataTable.tsx";
import { RemoveSourceDialog } from "./RemoveSourceDialog.tsx";
import styles from "./SettingsPage.module.css";
import { SourceDialog } from "./SourceDialog.tsx";
import { draftOf } from "./sourceDraft.ts";

type Server = WatchedServer["server"] | OtherServer;

/** Changes or removes the server of a row; nothing where the workspace names it no more. */
export function actionsColumn<Row>(serverOf: (row: Row) => Server | undefined): Column<Row> {
  return {
    id: "actions",
    header: <span className="visuallyHidden">Actions</span>,
    width: 64,
    cell: (row) => {
      const server = serverOf(row);
      return server ? <ServerActions server={server} /> : null;
    },
  };
}

function ServerActions({ server }: { readonly server: Server }) {
  const [asked, setAsked] = useState<"change" | "remove" | null>(null);
  const close = () => setAsked(null);
  return (
    <span className={styles.actions}>
      <Button
        size="sm"
        variant="ghost"
        icon={Pencil}
        aria-label={`Change ${server.name}`}
        onPress={() => setAsked("change")}
      />
      <Button
        size="sm"
        variant="ghost"
        icon={Trash2}
        aria-label={`Remove ${server.name}`}
        onPress={() => setAsked("remove")}
      />
      {asked === "change" ? (
        <SourceDialog initial={draftOf(server)} replaces={server.name} onClose={close} />
      ) : asked === "remove" ? (
        <RemoveSourceDialog name={server.name} kind={server.kind} onClose={close} />
      ) : null}
    </span>
  );
}
