import { Pencil, Plus, Send, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { errorText } from "../../../../shared/base/errors.ts";
import { reportProblem } from "../../../app/report.ts";
import { useClient } from "../../../state/client.ts";
import { type NotifyView, notifyStore } from "../../../state/notifyStore.ts";
import { useViewer } from "../../../state/viewer.ts";
import { Button } from "../../../ui/Button.tsx";
import { Switch } from "../../../ui/Checkbox.tsx";
import { type Column, DataTable } from "../../../ui/DataTable.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import type { Status } from "../../../ui/StatusIcon.tsx";
import { RemoveDialog } from "../RemoveDialog.tsx";
import { Setting } from "../Setting.tsx";
import styles from "../SettingsPage.module.css";
import { ChannelDialog } from "./ChannelDialog.tsx";
import { kindLabel } from "./channelKinds.ts";
import { Told } from "./Told.tsx";

type Channel = NotifyView["channels"][number];

interface Tried {
  readonly status: Status;
  readonly text: string;
}

/** Where pages go: the channels of `midwatch.yaml`, each of which can be tried. */
export function ChannelsPanel() {
  const notify = notifyStore((state) => state.notify);
  const { call } = useClient();
  const viewer = useViewer();
  const [asked, setAsked] = useState<"new" | { readonly change: Channel } | { readonly remove: Channel } | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const columns = useMemo(() => {
    const onTest = ({ name }: Channel) => {
      setTried({ status: "running", text: `Sending a test message to ${name}` });
      call("notify.test", { channel: name }).then(
        ({ kind, reason }) => setTried(outcomeOf(name, kind, reason)),
        (error: unknown) => setTried({ status: "failed", text: `${name}: ${errorText(error)}` }),
      );
    };
    return columnsFor(viewer !== null, { onTest, onAsk: setAsked });
  }, [viewer, call]);
  if (!notify) return null;

  const close = () => setAsked(null);
  return (
    <Panel
      title="Channels"
      count={notify.channels.length === 0 ? undefined : notify.channels.length}
      controls={
        <Button icon={Plus} isDisabled={viewer !== null} onPress={() => setAsked("new")}>
          Add a channel
        </Button>
      }
    >
      <Setting
        name="Send from this console"
        detail="Of all consoles that share this workspace, one should. Off, nothing leaves it but test messages."
      >
        <Switch
          label="Send from this console"
          selected={notify.isOn}
          disabled={viewer !== null}
          onChange={(isOn) => void call("notify.switch", { isOn }).catch(reportProblem("The setting was not saved"))}
        />
      </Setting>
      {notify.channels.length === 0 ? (
        <p className={styles.note}>
          Nobody is told of alerts outside this console. Add a channel here, then name it in a route under{" "}
          <code>notify</code> in <code>midwatch.yaml</code>.
        </p>
      ) : (
        <DataTable label="Channels" columns={columns} rows={notify.channels} rowKey={({ name }) => name} />
      )}
      <div role="status">{tried === null ? null : <Told {...tried} />}</div>
      {notify.problem === null ? null : (
        <div role="alert">
          <Told status="critical" text={notify.problem} />
        </div>
      )}
      {asked === null ? null : asked === "new" ? (
        <ChannelDialog channel={null} onClose={close} />
      ) : "change" in asked ? (
        <ChannelDialog channel={asked.change} onClose={close} />
      ) : (
        <RemoveDialog
          name={asked.remove.name}
          remove={() => call("notify.removeChannel", { name: asked.remove.name })}
          onClose={close}
        >
          What still waits to be sent to it fails. Its secrets are kept.
        </RemoveDialog>
      )}
    </Panel>
  );
}

function columnsFor(
  isViewer: boolean,
  {
    onTest,
    onAsk,
  }: {
    readonly onTest: (channel: Channel) => void;
    readonly onAsk: (asked: { readonly change: Channel } | { readonly remove: Channel }) => void;
  },
): readonly Column<Channel>[] {
  return [
    {
      id: "name",
      header: "Name",
      width: 160,
      name: true,
      cell: ({ name }) => <span className="mono clip">{name}</span>,
    },
    { id: "kind", header: "Kind", width: 160, cell: ({ kind }) => kindLabel(kind) },
    {
      id: "to",
      header: "Goes to",
      cell: (channel) => <span className="mono clip">{placeOf(channel)}</span>,
      title: placeOf,
    },
    {
      id: "actions",
      header: <span className="visuallyHidden">Actions</span>,
      width: 148,
      cell: (channel) => (
        <span className={styles.actions}>
          <Button
            size="sm"
            icon={Send}
            isDisabled={isViewer}
            aria-label={`Test ${channel.name}`}
            onPress={() => onTest(channel)}
          >
            Test
          </Button>
          <Button
            size="sm"
            variant="ghost"
            icon={Pencil}
            isDisabled={isViewer}
            aria-label={`Change ${channel.name}`}
            onPress={() => onAsk({ change: channel })}
          />
          <Button
            size="sm"
            variant="ghost"
            icon={Trash2}
            isDisabled={isViewer}
            aria-label={`Remove ${channel.name}`}
            onPress={() => onAsk({ remove: channel })}
          />
        </span>
      ),
    },
  ];
}

function placeOf(channel: Channel): string {
  const through = "via" in channel && channel.via !== undefined ? `, through ${channel.via}` : "";
  switch (channel.kind) {
    case "desktop":
      return "whoever has this console open";
    case "email":
      return `${channel.to.join(", ")}, by ${channel.host}:${channel.port}`;
    default:
      return `${channel.url.startsWith("secret:") ? `the address in ${channel.url}` : channel.url}${through}`;
  }
}

function outcomeOf(name: string, kind: "delivered" | "retry" | "refused" | "unsure", reason: string | null): Tried {
  switch (kind) {
    case "delivered":
      return {
        status: "ok",
        text: reason === null ? `${name} took the test message.` : `${name} took the test message. ${reason}.`,
      };
    case "retry":
      return { status: "warning", text: `${name} did not take it now: ${reason}. A page would be tried again.` };
    case "refused":
      return { status: "failed", text: `${name} refused it: ${reason}. A page would be lost in the same way.` };
    case "unsure":
      return { status: "unknown", text: `${name} did not answer: ${reason}.` };
  }
}
